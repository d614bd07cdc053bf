import ChannelKit
import Testing

@testable import TelegramChannel

@Suite("The settings") struct SettingsTests {
    @Test("are a token, and everything else has a default")
    func defaults() {
        let (settings, faults) = Samples.settings(Samples.polling)
        #expect(faults.isEmpty)
        #expect(settings.mode == .polling && settings.path == "/chat/telegram")
        #expect(settings.apiBase == "https://api.telegram.org" && settings.pollTimeout == .seconds(30))
        #expect(settings.groups && settings.showsTyping && !settings.replacesWebhook && settings.publicURL == nil)
    }

    @Test(
        "name what is wrong with them", arguments: Self.faulty)
    func faults(_ values: [(String, String)], _ key: String) {
        let faults = Samples.settings(values).1
        #expect(faults.count == 1)
        #expect(faults.first.map { "\($0)".contains(key) } ?? false, "\(faults)")
        for (name, value) in values where name.contains("token") && value.count > 3 {
            #expect(!"\(faults)".contains(value))
        }
    }

    private static let faulty: [([(String, String)], String)] = [
        ([("token", "abc")], "token"), ([("token", "123:short")], "token"),
        ([("token", "x:" + Samples.token)], "token"),
        ([("token", "123:AAAAAAAAAAAAAAAAAAAAAA/../x")], "token"), ([], "token"),
        (Samples.polling + [("mode", "push")], "mode"), (Samples.polling + [("mode", "webhook")], "secret_token"),
        (Samples.polling + [("secret_token", "x")], "secret_token"), (Samples.polling + [("path", "/x")], "path"),
        (Samples.webhook + [("poll_timeout", "5s")], "poll_timeout"),
        (Samples.webhook + [("replace_webhook", "true")], "replace_webhook"),
        (Samples.polling + [("mode", "webhook"), ("secret_token", "no spaces")], "secret_token"),
        (Samples.webhook + [("public_url", "ftp://x")], "public_url"),
        (Samples.polling + [("api_base", "api.telegram.org")], "api_base"),
        (Samples.polling + [("poll_timeout", "51s")], "poll_timeout"),
    ]
}
