import ChannelKit
import Testing

@testable import SlackChannel

@Suite("The settings") struct SettingsTests {
    @Test("are a secret and a token, and everything else has a default")
    func defaults() {
        let (settings, faults) = Samples.settings(Samples.least)
        #expect(faults.isEmpty)
        #expect(settings.path == "/chat/slack" && settings.apiURL == "https://slack.com/api" && settings.teamID == nil)
        #expect(settings.respondTo == .mentions && settings.respondIn == .thread)
        #expect(settings.respondInDirect == .channel && settings.convertsMarkdown)
        #expect(settings.sendTimeout == .seconds(10) && settings.signingSecrets.count == 1)
    }

    @Test("take a token that expires, too")
    func rotatedToken() {
        let values = [("signing_secret", Samples.secret), ("bot_token", "xoxe.xoxb-1-abc")]
        #expect(Samples.settings(values).1.isEmpty)
    }

    @Test("name what is wrong with them, and quote none of it", arguments: Self.faulty)
    func faults(_ values: [(String, String)], _ key: String) {
        let faults = Samples.settings(values).1
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first.map { "\($0)".contains(key) } ?? false, "\(faults)")
        for (name, value) in values where ["signing_secret", "bot_token"].contains(name) && value.count > 3 {
            #expect(!"\(faults)".contains(value))
        }
    }

    private static let secret = [("signing_secret", Samples.secret)]
    private static let faulty: [([(String, String)], String)] = [
        (secret, "bot_token"), ([("bot_token", Samples.token)], "signing_secret"),
        (secret + [("bot_token", "xoxp-a-persons-token")], "bot_token"),
        (secret + [("bot_token", "xapp-an-apps-token")], "bot_token"),
        (secret + [("bot_token", "xoxb-a b")], "bot_token"), (secret + [("bot_token", "xoxb-a\r\nX: y")], "bot_token"),
        (secret + [("bot_token", "xoxb-" + String(repeating: "a", count: 600))], "bot_token"),
        ([("signing_secret", " "), ("bot_token", Samples.token)], "signing_secret"),
        (Samples.least + [("respond_to", "everybody")], "respond_to"),
        (Samples.least + [("respond_in", "hall")], "respond_in"),
        (Samples.least + [("respond_in_direct", "hall")], "respond_in_direct"),
        (Samples.least + [("team_id", "T1/C1")], "team_id"), (Samples.least + [("api_url", "slack.com")], "api_url"),
        (Samples.least + [("path", "chat")], "path"), (Samples.least + [("markdown", "maybe")], "markdown"),
        (Samples.least + [("unreadable_text", String(repeating: "x", count: 1_025))], "unreadable_text"),
        (Samples.least + [("send_timeout", "1h")], "send_timeout"),
    ]
}
