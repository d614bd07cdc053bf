import ChannelKit
import Testing

@testable import WhatsAppChannel

@Suite("Settings for sending") struct SendingSettingsTests {
    private func read(_ values: [(String, String)]) -> (WhatsAppChannel.SendingSettings, [String]) {
        let (settings, faults) = Samples.settings(Samples.required + values)
        return (settings.sending, faults.map(\.problem))
    }

    @Test("have sensible defaults")
    func defaults() throws {
        let (settings, faults) = read([])
        #expect(faults.isEmpty)
        #expect(settings.timeout == .seconds(10))
        #expect(settings.reconcileAfter == .seconds(30))
        #expect(settings.marksRead && settings.showsTyping)
        #expect(settings.windowTemplate == nil)
        #expect(try Samples.channel().reconcileAfter == .seconds(30))
        #expect(try Samples.channel(Samples.required + [("reconcile_after", "2m")]).reconcileAfter == .seconds(120))
    }

    @Test("take a template's name and language")
    func template() {
        let (settings, faults) = read([("window_template", "answer_2"), ("window_template_language", "pt_BR")])
        #expect(faults.isEmpty)
        #expect(settings.windowTemplate == .init(name: "answer_2", language: "pt_BR", takesText: false))
    }

    @Test(
        "have faults with the key's name and without the value",
        arguments: [
            ("window_template", "Answer"), ("window_template", "a b"), ("window_template_language", "en"),
            ("window_template_text", "true"), ("send_timeout", "0s"), ("send_timeout", "3m"),
            ("reconcile_after", "never"), ("mark_read", "perhaps"),
        ])
    func faults(key: String, value: String) {
        let (_, faults) = read([(key, value)])
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("\(key): ") == true)
        #expect(faults.first?.contains("\"\(value)\"") == false)
    }

    @Test("tell that typing is shown with the read mark only, but not to those who did not ask for it")
    func typing() {
        #expect(read([("mark_read", "false"), ("typing", "true")]).1 == ["typing: needs mark_read: true"])
        #expect(read([("mark_read", "false")]).1.isEmpty)
        #expect(!read([("mark_read", "false")]).0.showsTyping)
        #expect(read([("mark_read", "false"), ("typing", "false")]).1.isEmpty)
    }
}
