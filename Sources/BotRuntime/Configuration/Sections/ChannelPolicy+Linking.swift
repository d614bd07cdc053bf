internal import BotStore
internal import ChannelKit
internal import Credentials

/// Codes by which a chat becomes a registered user's.
extension ChannelPolicy {
    /// How many wrong codes one sender may try.
    static let linkAttempts = RateLimit(count: 5, window: .seconds(600))

    mutating func readLinking(from reader: inout SettingsReader) {
        let isOn = reader.flag(
            "linking", default: true, help: "a message such as link 7F3K-9QWD makes the chat a registered user's")
        let key = SettingsKey(
            name: "link_replies", kind: "texts for linked, wrong, limited, already and unavailable",
            isRequired: false, help: "what is answered to a code")
        var texts = linking ?? Self.standardLinkTexts
        if let node = reader.node(key) {
            var nested = SettingsReader(node, name: key.name)
            texts.linked = nested.text("linked", default: texts.linked)
            texts.wrong = nested.text("wrong", default: texts.wrong)
            texts.limited = nested.text("limited", default: texts.limited)
            texts.linkedAlready = nested.text("already", default: texts.linkedAlready)
            texts.unavailable = nested.text("unavailable", default: texts.unavailable)
            nested.finish()
            reader.absorb(nested)
        }
        linking = isOn ? texts : nil
    }

    /// What a message that is a code is to come to. Nil: it is none.
    func link(in content: String) -> LinkAttempt? {
        guard let linking, let code = OneTimeCode(message: content) else { return nil }
        return LinkAttempt(codeHash: code.hash, limit: Self.linkAttempts, texts: linking)
    }
}
