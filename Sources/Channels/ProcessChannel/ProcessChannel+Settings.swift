public import ChannelKit

extension ProcessChannel {
    /// What the YAML may say about a process channel.
    public struct Settings: ChannelSettings {
        /// The program and its arguments. Looked for in `PATH`; nothing in it is read by a shell.
        public var command: [String]
        /// Where the program runs. Nil: where the bot does.
        public var directory: String?
        /// Which of the bot's own environment variables the program gets, where they are set.
        public var environment: [String]
        /// Further variables of the program, whose values nobody may see.
        public var secrets: [String: Secret]
        /// Handed to the program when it has said hello.
        public var options: [String: String]
        public var helloTimeout: Duration
        public var replyTimeout: Duration
        public var reconcileAfter: Duration
        public var pingInterval: Duration
        public var shutdownGrace: Duration
        /// The longest line in bytes, in either direction, its end not counted.
        public var maxLine: Int
        /// Deliveries of the program that are not accepted yet, and replies without a receipt: so many each.
        public var maxInFlight: Int

        public init(from reader: inout SettingsReader) {
            command = reader.command()
            directory = reader.optionalText("directory", help: "where the program runs; where the bot does if unset")
            environment = reader.texts(
                "environment", default: ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"], most: 64,
                help: "variables of the bot's own that the program gets")
            let secretTexts = reader.table("secrets", help: "further variables, never shown: NAME and value")
            secrets = secretTexts.mapValues(Secret.init)
            options = reader.table("options", help: "texts handed to the program when it has said hello")
            helloTimeout = reader.duration(
                "hello_timeout", default: .seconds(10), in: .milliseconds(100)...(.seconds(300)),
                help: "how soon the program has to say hello")
            replyTimeout = reader.duration(
                "reply_timeout", default: .seconds(30), in: .milliseconds(100)...(.seconds(55)),
                help: "without a receipt by then it is unknown whether a reply was sent")
            reconcileAfter = reader.duration(
                "reconcile_after", default: .seconds(10), in: .milliseconds(100)...(.seconds(3_600)),
                help: "a send of unknown outcome waits so long for a status, then goes once more")
            pingInterval = reader.duration(
                "ping_interval", default: .seconds(30), in: .milliseconds(100)...(.seconds(3_600)),
                help: "a program that says nothing for two of them is started anew")
            shutdownGrace = reader.duration(
                "shutdown_grace", default: .seconds(5), in: .milliseconds(100)...(.seconds(300)),
                help: "how long the program may take to end, then it is killed")
            maxLine = reader.size(
                "max_line", default: 1 << 20, in: (4 << 10)...(16 << 20), help: "a longer line ends the program")
            maxInFlight = reader.integer(
                "max_in_flight", default: 64, in: 1...1_024, help: "deliveries and replies under way, each")
            if command.contains(where: { $0.utf8.contains(0) }) || directory?.utf8.contains(0) == true {
                reader.fault("command", "expected texts without a zero byte")
            }
        }
    }
}

extension SettingsReader {
    fileprivate mutating func command() -> [String] {
        let key = SettingsKey(
            name: "command", kind: "list of 1 to 64 texts", isRequired: true, help: "the program and its arguments")
        guard let node = node(key) else { return [] }
        guard case .list(let items) = node.value, (1...64).contains(items.count) else {
            fault("command", "expected \(key.kind)")
            return []
        }
        return items.compactMap { item in
            if case .scalar(let text) = item.value, !text.isEmpty { return text }
            fault("command: expected a text that is not empty", at: item.mark)
            return nil
        }
    }

    /// A map of texts, at most 64 of 4,096 bytes. Names are those of variables: letters, digits and `_`.
    fileprivate mutating func table(_ name: String, help: String) -> [String: String] {
        let key = SettingsKey(name: name, kind: "map of up to 64 texts", isRequired: false, help: help)
        guard let node = node(key) else { return [:] }
        guard case .map(let entries) = node.value, entries.count <= 64 else {
            fault(name, "expected a \(key.kind)")
            return [:]
        }
        var table: [String: String] = [:]
        for entry in entries {
            let isName =
                entry.key.utf8.first.map { !(48...57).contains($0) } == true && entry.key.utf8.count <= 64
                && entry.key.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
                }
            guard isName else {
                fault("\(name): expected a name of letters, digits and _", at: entry.keyMark)
                continue
            }
            guard case .scalar(let text) = entry.value.value, !text.isEmpty, text.utf8.count <= 4_096,
                !text.utf8.contains(0)
            else {
                fault("\(name): expected 1 to 4096 bytes of text", at: entry.value.mark)
                continue
            }
            table[entry.key] = text
        }
        return table
    }
}
