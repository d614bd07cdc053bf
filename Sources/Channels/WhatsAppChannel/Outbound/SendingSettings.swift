import ChannelKit

extension WhatsAppChannel {
    /// What the YAML may say about how a number sends.
    public struct SendingSettings: Sendable {
        /// How long one call of the Graph API may take in all. Connecting alone may take five seconds.
        public var timeout: Duration
        /// How long a send of unknown outcome waits for a status before it goes again.
        public var reconcileAfter: Duration
        /// Whether a message is marked as read when the model is about to be asked.
        public var marksRead: Bool
        /// Whether the typing indicator is shown then. WhatsApp shows it only together with the read mark.
        public var showsTyping: Bool
        /// What is sent when WhatsApp allows nothing but a template any more. Nil where none is configured.
        public var windowTemplate: WindowTemplate?

        init(from reader: inout SettingsReader) {
            timeout = reader.duration(
                "send_timeout", default: .seconds(10), in: .seconds(1) ... .seconds(120),
                help: "how long one call of the Graph API may take")
            reconcileAfter = reader.duration(
                "reconcile_after", default: .seconds(30), in: .seconds(1) ... .seconds(3600),
                help: "how long a send of unknown outcome waits for a status before it goes again")
            marksRead = reader.flag(
                "mark_read", default: true, help: "mark a message as read when the model is about to be asked")
            let asksForTyping = reader.flag(
                "typing", default: true, help: "show the typing indicator then; comes with the read mark only")
            if asksForTyping, !marksRead, reader.has("typing") {
                reader.fault("typing", "needs mark_read: true", hint: "WhatsApp shows the two together only")
            }
            showsTyping = asksForTyping && marksRead
            windowTemplate = WindowTemplate(from: &reader)
        }
    }

    /// A message that Meta has approved: all that may be sent later than 24 hours after a user's last message.
    public struct WindowTemplate: Sendable, Hashable {
        /// Lower-case letters, digits and `_`; at most 512.
        public var name: String
        /// A language code such as `en` or `pt_BR`. Letters and `_`; at most 16.
        public var language: String
        /// Whether the answer's text is the one parameter of the template's body.
        public var takesText: Bool

        init(name: String, language: String, takesText: Bool) {
            self.name = name
            self.language = language
            self.takesText = takesText
        }

        init?(from reader: inout SettingsReader) {
            let name = reader.scalar(
                SettingsKey(
                    name: "window_template", kind: "name of a template", isRequired: false,
                    help: "the approved template that is sent when the 24-hour window is closed"),
                fallback: nil
            ) { text -> String?? in
                let isName = Self.isPlain(text, most: 512) {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                }
                return isName ? .some(text) : .none
            }
            let language = reader.scalar(
                SettingsKey(
                    name: "window_template_language", kind: "language code", isRequired: false, defaultValue: "en_US",
                    help: "the template's language, such as en or pt_BR"),
                fallback: "en_US"
            ) { text in
                Self.isPlain(text, most: 16) { (0x61...0x7A).contains($0 | 0x20) } ? text : nil
            }
            let takesText = reader.flag(
                "window_template_text", default: false,
                help: "whether the template has one parameter, which is the answer's text")
            if name == nil {
                for key in ["window_template_language", "window_template_text"] where reader.has(key) {
                    reader.fault(key, "needs window_template")
                }
            }
            guard let name else { return nil }
            self.init(name: name, language: language, takesText: takesText)
        }

        private static func isPlain(_ text: String, most: Int, _ isTaken: (UInt8) -> Bool) -> Bool {
            (1...most).contains(text.utf8.count) && text.utf8.allSatisfy { isTaken($0) || $0 == UInt8(ascii: "_") }
        }
    }
}
