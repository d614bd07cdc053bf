import ChannelKit
import Logging
import Testing

@testable import BotRuntime

@Suite("The channel registry")
struct ChannelRegistryTests {
    @Test("lists each type's keys, which are required, and their defaults")
    func listing() throws {
        let listing = ChannelRegistry.test.listing
        #expect(listing.map(\.type) == ["page", "hook", "console", "refusing"])
        let keys = try #require(listing.first).keys
        #expect(keys.prefix(4).map(\.name) == ["type", "path", "secret", "token_lifetime"])
        #expect(keys.prefix(4).map(\.isRequired) == [true, false, true, false])
        #expect(keys.prefix(4).map(\.defaultValue) == [nil, "/chat", nil, "1d"])
        let common = keys.dropFirst(4)
        #expect(
            common.map(\.name) == [
                "overlap", "merge_window", "max_age", "stale", "turn_retry_for", "apology", "commands",
                "command_replies", "linking", "link_replies", "rate_limit", "assistant",
            ])
        #expect(common.allSatisfy { !$0.isRequired })
    }

    @Test("refuses two channels of one type")
    func duplicateType() {
        let registry: ChannelRegistry = [PageChannel.self, HookChannel.self, PageChannel.self]
        #expect(throws: ChannelRegistryError(duplicate: "page")) { try registry.validate() }
        let loader = ConfigurationLoader(registry: registry, sources: .of())
        let error = #expect(throws: ConfigurationFaults.self) { try loader.load(text: minimal(), named: "F") }
        #expect(error?.diagnostics.count == 1)
    }

    @Test("makes instances in the file's order, each with its own settings and context")
    func open() throws {
        let text = "  b: {type: page, secret: two, path: /b}\n  a: {type: page, secret: three, path: /a}\n"
        let entries = try loaded(minimal(text)).configuration.channels
        let (channels, faults) = ChannelRegistry.test.open(entries) { entry in
            ChannelContext(
                instance: entry.name, installation: "i", logger: Logger(label: entry.name), cursor: ForgetfulCursor())
        }
        #expect(faults.isEmpty)
        #expect(channels.map(\.entry.name) == ["web", "b", "a"])
        #expect(channels.compactMap { ($0.channel as? PageChannel)?.settings.path } == ["/chat", "/b", "/a"])
    }

    @Test("has no conflict between instances that share nothing")
    func noConflict() {
        let more = "  hooks: {type: hook, app_secret: s}\n  console: {type: console}\n"
        #expect(faults(in: minimal(more)).isEmpty)
    }

    @Test(
        "takes a name of lower case letters, digits, - and _",
        arguments: [
            ("a", true), ("web-2_x", true), ("0", true), (String(repeating: "a", count: 64), true),
            (String(repeating: "a", count: 65), false), ("", false), ("A", false), ("a b", false), ("a.b", false),
            ("é", false),
        ])
    func names(name: String, isGood: Bool) { #expect(ChannelEntry.isName(name) == isGood) }
}
