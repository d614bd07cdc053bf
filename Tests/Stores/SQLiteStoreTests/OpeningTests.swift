import BotStore
import Foundation
import GRDB
import Testing

@testable import SQLiteStore

@Suite("Opening a SQLite store")
struct OpeningTests {
    @Test("A file that a bot serves is locked for another, until it is closed")
    func locked() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        #expect(await refusal { _ = try await folder.open() } == .locked)
        await store.close()
        await (try folder.open()).close()
    }

    @Test("A file is the same by another name")
    func link() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link.sqlite"), withDestinationPath: folder.path())
        #expect(await refusal { _ = try await folder.open("link.sqlite") } == .locked)
        #expect(await refusal { _ = try await folder.open("x/../bot.sqlite") } == .locked)
        await store.close()
    }

    @Test("The folder is made, and only its owner may read the file")
    func permissions() async throws {
        let folder = try TestFolder()
        let store = try await folder.open("deep/er/bot.sqlite")
        _ = try await store.begin("1", at: "chat")
        for suffix in ["", "-wal"] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: folder.path("deep/er/bot.sqlite") + suffix)
            let mode = try #require(attributes[.posixPermissions] as? NSNumber)
            #expect(mode.intValue & 0o077 == 0)
        }
        await store.close()
    }

    @Test("What is committed is on the disk: the log is synced at every commit")
    func durability() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let (mode, synchronous) = try await store.connection.write { db in
            (try String.fetchOne(db, sql: "PRAGMA journal_mode"), try Int.fetchOne(db, sql: "PRAGMA synchronous"))
        }
        #expect(mode == "wal")
        #expect(synchronous == 2)
        await store.close()
    }

    @Test("A file that is no database is called damaged")
    func noDatabase() async throws {
        let folder = try TestFolder()
        try Data(repeating: 65, count: 8192).write(to: URL(fileURLWithPath: folder.path()))
        #expect(await refusal { _ = try await folder.open() } == .corrupt)
    }

    @Test("A path that cannot be a file is refused by a sentence that names it")
    func folderInTheWay() async throws {
        let folder = try TestFolder()
        try FileManager.default.createDirectory(atPath: folder.path("taken"), withIntermediateDirectories: true)
        do {
            await (try folder.open("taken")).close()
            Issue.record("it was opened")
        } catch {
            #expect(error.code == .unavailable)
            #expect(error.message.contains("taken"))
        }
    }

    @Test("Without migrating, a missing store stays missing")
    func missing() async throws {
        let folder = try TestFolder()
        #expect(await refusal { _ = try await folder.open(migrate: false) } == .schema)
        #expect(!FileManager.default.fileExists(atPath: folder.path()))
        await (try folder.open()).close()
        await (try folder.open(migrate: false)).close()
    }

    @Test("A schema that is newer than the program is refused and left as it is")
    func newer() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        try await store.connection.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999 from the future')")
        }
        await store.close()
        #expect(await refusal { _ = try await folder.open() } == .schema)
        #expect(await refusal { _ = try await folder.open(migrate: false) } == .schema)
        let administration = try await SQLiteStore.administer(folder.path())
        #expect(try await administration.schemaVersion().current == Schema.needed + 1)
        #expect(await refusal { try await administration.clean() } == .schema)
        await administration.close()
    }

    @Test("A store that cannot be written says so, also when it is only asked how it is")
    func readOnly() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        try await store.connection.database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA query_only = ON")
        }
        #expect(await refusal { _ = try await store.begin("1", at: "chat") } == .readOnly)
        #expect(await refusal { try await store.ping() } == .readOnly)
        try await store.connection.database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA query_only = OFF")
        }
        try await store.ping()
        await store.close()
    }

    @Test("A store in memory is a store, and nobody else's")
    func memory() async throws {
        let one = try await SQLiteStore.open(at: .memory, migrate: true)
        let two = try await SQLiteStore.open(at: .memory, migrate: true)
        #expect(one.installation != two.installation)
        let turn = try await one.begin("1", at: "chat")
        _ = try await one.complete(.answer(turn))
        #expect(try await one.rowCounts().first { $0.table == "messages" }?.rows == 2)
        #expect(try await two.rowCounts().first { $0.table == "messages" }?.rows == 0)
        await one.close()
        await two.close()
    }
}
