import ChannelKit
import Testing

@testable import WhatsAppChannel

@Suite("Settings of a WhatsApp channel") struct SettingsTests {
    @Test func `the keys are those of the documentation`() {
        let keys = SettingsReader.keys(of: WhatsAppChannel.Settings.self)
        #expect(
            keys.map(\.name) == [
                "path", "app_secret", "verify_token", "access_token", "phone_number_id", "graph_url",
                "groups", "unreadable_text", "send_timeout", "reconcile_after", "mark_read", "typing",
                "window_template", "window_template_language", "window_template_text",
            ])
        #expect(
            keys.filter(\.isRequired).map(\.name) == [
                "app_secret", "verify_token", "access_token", "phone_number_id",
            ])
    }

    @Test func `four keys are enough`() {
        let (settings, faults) = Samples.settings()
        #expect(faults == [])
        #expect(settings.path == "/chat/whatsapp")
        #expect(settings.appSecrets == [Secret("s3cret")])
        #expect(settings.phoneNumberID == "106540352242922")
        #expect(settings.graphURL == "https://graph.facebook.com/v25.0")
        #expect(!settings.groups)
        #expect(!settings.unreadableText.isEmpty)
    }

    @Test func `the text for what cannot be read may be empty, and is not longer than one message`() {
        func read(_ text: String) -> (String, Int) {
            let (settings, faults) = Samples.settings(Samples.with(("unreadable_text", text)))
            return (settings.unreadableText, faults.count)
        }
        #expect(read("") == ("", 0))
        #expect(read(" \n") == ("", 0))
        #expect(read("Words, please.") == ("Words, please.", 0))
        #expect(read(String(repeating: "x", count: 1_024)).1 == 0)
        #expect(read(String(repeating: "x", count: 1_025)).1 == 1)
    }

    @Test func `two app secrets are taken while one is rotated, and three are a fault`() {
        func read(_ secrets: [String]) -> (WhatsAppChannel.Settings, [SettingsFault]) {
            let list = secrets.map { SettingsNode(.scalar($0), at: SettingsMark(line: 1, column: 1)) }
            let others = Samples.required.dropFirst().map { ($0, SettingsNode.Value.scalar($1)) }
            return Samples.settings([("app_secret", .list(list))] + others)
        }
        #expect(read(["new", "old"]).0.appSecrets == [Secret("new"), Secret("old")])
        #expect(read(["new", "old"]).1 == [])
        #expect(read(["a", "b", "c"]).1.count == 1)
        #expect(read([]).1.count == 1)
    }

    @Test(arguments: ["app_secret", "verify_token", "access_token", "phone_number_id"])
    func `each required key must be there and not be empty`(key: String) {
        #expect(
            Samples.settings(Samples.required.filter { $0.0 != key }).1.map(\.problem) == [
                "missing required key \(key)"
            ])
        let faults = Samples.settings(Samples.required.map { $0 == key ? ($0, "") : ($0, $1) }).1
        #expect(faults.count == 1)
        #expect(faults.first?.problem.contains(key) == true)
    }

    @Test(arguments: [
        ("phone_number_id", "1/../2"), ("phone_number_id", "+1 555"), ("path", "chat-here"),
        ("graph_url", "graph.example"), ("groups", "sometimes"), ("acces_token", "value"),
    ])
    func `a value that cannot be is a fault that does not quote it`(key: String, value: String) {
        let faults = Samples.settings(Samples.required.filter { $0.0 != key } + [(key, value)]).1
        #expect(faults.count == 1)
        #expect(faults.first?.problem.contains(key) == true)
        #expect(faults.first?.problem.contains(value) == false)
    }
}
