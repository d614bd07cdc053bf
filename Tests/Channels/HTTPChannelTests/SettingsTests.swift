import ChannelKit
import Logging
import Testing

@testable import HTTPChannel

@Suite("Settings of the REST channel")
struct SettingsTests {
    private let keys = ["api_key": Bench.apiKey, "jwt_key": Bench.jwtKey]

    @Test func `the two secrets are enough`() throws {
        let settings = try Bench.settings(keys)
        #expect(settings.path == "/chat")
        #expect(settings.tokenLifetime == .seconds(86_400))
        #expect(settings.maxContent == 4 << 20)
    }

    @Test func `every key can be listed`() {
        let listed = SettingsReader.keys(of: HTTPChannel.Settings.self)
        #expect(
            listed.map(\.name) == [
                "path", "api_key", "jwt_key", "token_lifetime", "refresh_lifetime", "accounts", "max_content", "page",
                "title", "docs", "widget", "cors",
            ])
        #expect(listed.filter(\.isRequired).map(\.name) == ["api_key", "jwt_key"])
    }

    @Test(arguments: [
        ("api_key", ""), ("api_key", "two words"), ("api_key", "trailing\n"), ("api_key", "schlüssel"), ("jwt_key", ""),
        ("jwt_key", "31-bytes-are-not-quite-enough!!"), ("path", "chat"), ("path", "/chat/"), ("path", ""),
        ("token_lifetime", "0s"), ("token_lifetime", "500ms"), ("token_lifetime", "24"), ("token_lifetime", "3651d"),
        ("max_content", "0"), ("max_content", "5MB"), ("tokenlifetime", "24h"),
    ])
    func `a value out of bounds is a fault`(key: String, value: String) {
        #expect(throws: SettingsFault.self) { try Bench.settings(keys.merging([key: value]) { $1 }) }
    }

    @Test(arguments: ["api_key", "jwt_key"])
    func `a missing secret is a fault`(key: String) {
        #expect(throws: SettingsFault.self) { try Bench.settings(keys.filter { $0.key != key }) }
    }

    @Test func `a fault never quotes the secret`() {
        let fault = #expect(throws: SettingsFault.self) {
            try Bench.settings(keys.merging(["api_key": "hidden word"]) { $1 })
        }
        #expect(!"\(String(describing: fault))".contains("hidden"))
    }

    @Test func `nothing that is printed shows a secret`() async throws {
        let bench = try Bench()
        let principal = try await bench.channel.authenticate(.open())
        for text in ["\(bench.channel.settings)", String(reflecting: bench.channel), "\(principal)"] {
            #expect(!text.contains(Bench.apiKey))
            #expect(!text.contains(Bench.jwtKey))
        }
    }

    @Test func `an instance without fit keys is an error, not a crash`() throws {
        var reader = SettingsReader(SettingsNode(.null, at: SettingsMark(line: 1, column: 1)), name: "web")
        let settings = HTTPChannel.Settings(from: &reader)
        let context = ChannelContext(
            instance: "web", installation: "here", logger: Logger(label: "test"), cursor: Forgetful())
        #expect(throws: ChannelError.self) { try HTTPChannel(settings: settings, context: context) }
    }

    private struct Forgetful: ChannelCursor {
        func load() async throws(ChannelError) -> String? { nil }
        func save(_ value: String) async throws(ChannelError) {}
    }
}
