import BotStore
import Foundation
import Testing

@testable import SQLiteStore

@Suite("Operators beside a running bot")
struct AdministrationTests {
    @Test("They see what the bot wrote, and can clean while it runs")
    func beside() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let turn = try await store.begin("1", at: "chat")
        let administration = try await SQLiteStore.administer(folder.path())
        #expect(try await administration.inbox(state: nil, limit: 10, after: nil).map(\.id) == [turn.id])
        #expect(try await administration.users(limit: 10, before: nil).count == 1)
        try await administration.clean()
        #expect(try await store.pendingTurns() == 0)
        #expect(await refusal { _ = try await store.complete(.answer(turn)) } == .fenced)
        let installation = store.installation
        await administration.close()
        await store.close()
        let again = try await folder.open()
        #expect(again.installation == installation)
        await again.close()
    }

    @Test("A missing file is a store without a schema, and stays missing")
    func missing() async throws {
        let folder = try TestFolder()
        let administration = try await SQLiteStore.administer(folder.path())
        let version = try await administration.schemaVersion()
        #expect(version.current == 0)
        #expect(version.needed == Schema.needed)
        #expect(try await administration.rowCounts().isEmpty)
        #expect(await refusal { _ = try await administration.users(limit: 1, before: nil) } == .schema)
        #expect(await refusal { try await administration.clean() } == .schema)
        #expect(!FileManager.default.fileExists(atPath: folder.path()))
        await administration.close()
    }

    @Test("Asked to, they make the schema, also when a bot runs that has it already")
    func migrating() async throws {
        let folder = try TestFolder()
        await (try SQLiteStore.administer(folder.path(), migrate: true)).close()
        let store = try await folder.open(migrate: false)
        let beside = try await SQLiteStore.administer(folder.path(), migrate: true)
        #expect(try await beside.schemaVersion().current == Schema.needed)
        await beside.close()
        await store.close()
    }
}
