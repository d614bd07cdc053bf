internal import BotStore
internal import ChannelKit

/// The words that a user may say to the bot itself.
extension ChannelPolicy {
    mutating func readCommands(from reader: inout SettingsReader) {
        let key = SettingsKey(
            name: "commands", kind: "true, false, or words for reset, stop and start", isRequired: false,
            defaultValue: "{reset: /reset, stop: /stop, start: /start}",
            help: "a message that is one of these words is answered without the model")
        if let node = reader.node(key) { commands = Self.commands(in: node, reader: &reader) }
        readReplies(from: &reader)
    }

    private static func commands(
        in node: SettingsNode, reader: inout SettingsReader
    ) -> [String: TurnPlan.Command] {
        if case .scalar(let text) = node.value {
            switch text.lowercased() {
            case "true", "yes", "on": return standardWords
            case "false", "no", "off": return [:]
            default: break
            }
        }
        guard case .map = node.value else {
            reader.fault("commands", "expected true, false, or words for reset, stop and start")
            return [:]
        }
        var nested = SettingsReader(node, name: "commands")
        var commands: [String: TurnPlan.Command] = [:]
        for command in TurnPlan.Command.allCases {
            guard nested.has(command.rawValue) else {
                _ = nested.node(SettingsKey(name: command.rawValue, kind: "words", isRequired: false))
                continue
            }
            for word in nested.texts(command.rawValue, default: [], most: 20) {
                let word = Self.compared(word)
                if word.isEmpty || word.utf8.count > longestWord {
                    nested.fault(command.rawValue, "expected words of 1 to \(longestWord) bytes")
                } else if commands.updateValue(command, forKey: word) != nil {
                    nested.fault(command.rawValue, "one word for two commands")
                }
            }
        }
        nested.finish()
        reader.absorb(nested)
        return commands
    }

    private mutating func readReplies(from reader: inout SettingsReader) {
        let key = SettingsKey(
            name: "command_replies", kind: "texts for reset, stop and start", isRequired: false,
            help: "what is answered to the commands")
        guard let node = reader.node(key) else { return }
        var nested = SettingsReader(node, name: key.name)
        for command in TurnPlan.Command.allCases {
            commandReplies[command] = nested.text(command.rawValue, default: commandReplies[command] ?? "")
        }
        nested.finish()
        reader.absorb(nested)
    }

    /// In bytes of UTF-8.
    static let longestWord = 100

    /// The command that a whole message is.
    func command(in content: String) -> TurnPlan.Command? {
        // Nothing that long is a word, and most messages are longer.
        guard !commands.isEmpty, content.utf8.count <= 2 * Self.longestWord else { return nil }
        return commands[Self.compared(content)]
    }

    private static func compared(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text.lowercased()
    }
}
