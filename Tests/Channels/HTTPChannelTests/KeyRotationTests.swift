import ChannelKit
import Foundation
import Logging
import Synchronization
import Testing

@testable import HTTPChannel

@Suite("Keys that are rotated")
struct KeyRotationTests {
    private final class Cursor: ChannelCursor {
        private let value = Mutex<String?>(nil)
        var saved: String? { value.withLock { $0 } }
        func load() async throws(ChannelError) -> String? { value.withLock { $0 } }
        func save(_ value: String) async throws(ChannelError) { self.value.withLock { $0 = value } }
    }

    private static let old = "old-key-of-at-least-32-bytes-0123456789"
    private static let new = "new-key-of-at-least-32-bytes-0123456789"

    private func channel(
        apiKeys: [String], jwtKeys: [String] = [old], cursor: Cursor = Cursor()
    ) throws -> HTTPChannel {
        let mark = SettingsMark(line: 1, column: 1)
        func list(_ name: String, _ values: [String]) -> SettingsNode.Entry {
            let items = values.map { SettingsNode(.scalar($0), at: mark) }
            return .init(key: name, keyMark: mark, value: SettingsNode(.list(items), at: mark))
        }
        let node = SettingsNode(.map([list("api_key", apiKeys), list("jwt_key", jwtKeys)]), at: mark)
        var reader = SettingsReader(node, name: "web")
        let settings = HTTPChannel.Settings(from: &reader)
        reader.finish()
        if let fault = reader.faults.first { throw fault }
        return try HTTPChannel(
            settings: settings,
            context: ChannelContext(
                instance: "web", installation: "here",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, cursor: cursor))
    }

    private func scope(_ channel: HTTPChannel, key: String) async throws -> String {
        let delivery = HTTPDelivery.open(#"{"external_id":"42"}"#, key: key)
        let events = try await channel.receive(delivery, from: try await channel.authenticate(delivery))
        guard case .start(let start)? = events.first, case .identity(let identity) = start.sender else { return "" }
        return identity.scope
    }

    @Test func `both API keys are good, a third is not`() async throws {
        let channel = try channel(apiKeys: [Self.new, Self.old])
        for key in [Self.new, Self.old] { _ = try await channel.authenticate(.open(key: key)) }
        await #expect(throws: ChannelError.invalidAPIKey) { try await channel.authenticate(.open(key: "third-key")) }
    }

    @Test func `users of an application stay its users when its key has been rotated, and are nobody else's`()
        async throws
    {
        let cursor = Cursor()
        let before = try await scope(try channel(apiKeys: [Self.old], cursor: cursor), key: Self.old)
        #expect(cursor.saved == nil)
        let both = try channel(apiKeys: [Self.new, Self.old], cursor: cursor)
        #expect(try await scope(both, key: Self.new) == before)
        #expect(try await scope(both, key: Self.old) == before)
        let after = try channel(apiKeys: [Self.new], cursor: cursor)
        #expect(try await scope(after, key: Self.new) == before)
        let again = try channel(apiKeys: ["third-key", Self.new], cursor: cursor)
        #expect(try await scope(again, key: "third-key") == before)
        let other = try channel(apiKeys: ["another-application"], cursor: cursor)
        #expect(try await scope(other, key: "another-application") != before)
        #expect(cursor.saved?.contains(Self.new) == false)
    }

    @Test func `a token that the old key signed is good until that key goes, and the new one signs`() async throws {
        let grant = AccessTokens.Grant(
            user: UserID(7), conversation: ConversationID(11), session: SessionID(3))
        let old = try channel(apiKeys: [Self.old], jwtKeys: [Self.old])
        let both = try channel(apiKeys: [Self.old], jwtKeys: [Self.new, Self.old])
        let new = try channel(apiKeys: [Self.old], jwtKeys: [Self.new])
        let first = try await old.tokens.issue(grant).token
        #expect(try await both.tokens.verify(first).grant == grant)
        await #expect(throws: ChannelError.invalidToken) { try await new.tokens.verify(first) }
        let second = try await both.tokens.issue(grant).token
        #expect(try await new.tokens.verify(second).grant == grant)
        await #expect(throws: ChannelError.invalidToken) { try await old.tokens.verify(second) }
        let pass = old.passes.issue(.ticket, subject: "7-1", for: .seconds(60)).1
        #expect(both.passes.verify(pass, for: .ticket) != nil)
        #expect(new.passes.verify(pass, for: .ticket) == nil)
    }

    @Test(arguments: [[], ["a", "b", "c"], ["a", ""]])
    func `other lists than of one or two keys are faults`(keys: [String]) {
        #expect(throws: SettingsFault.self) { try channel(apiKeys: keys) }
        #expect(throws: SettingsFault.self) { try channel(apiKeys: ["a"], jwtKeys: [Self.new, "too short"]) }
    }

    @Test func `a session may not be shorter than its tokens`() {
        #expect(throws: SettingsFault.self) {
            try Bench.settings([
                "api_key": Bench.apiKey, "jwt_key": Bench.jwtKey, "token_lifetime": "2h", "refresh_lifetime": "1h",
            ])
        }
    }
}
