public import ChannelKit

extension StdioChannel {
    /// What the YAML may say about a stdio channel.
    public struct Settings: ChannelSettings, Hashable {
        /// What a line is.
        public enum Format: String, Sendable, Hashable, CaseIterable {
            /// A JSON object in, a JSON object out.
            case jsonl
            /// The message itself in, the reply itself out.
            case text
        }

        public var format: Format
        /// Whom a line belongs to that names no user. Nil: the Unix user who runs the process. At most 255 bytes.
        public var user: String?
        /// Whether the reply is shown while it is being written. `text` only.
        public var stream: Bool
        /// The longest line that is read, in bytes, its end not counted: 1 KB to 1 MB.
        public var maxLine: Int
        /// What asks for the next line. `text` only; at most 255 bytes.
        public var prompt: String?

        public init(
            format: Format = .jsonl, user: String? = nil, stream: Bool = false, maxLine: Int = 64 << 10,
            prompt: String? = nil
        ) {
            self.format = format
            self.user = user
            self.stream = stream
            self.maxLine = maxLine
            self.prompt = prompt
        }

        public init(from reader: inout SettingsReader) {
            format = reader.choice("format", default: .jsonl, help: "what a line is")
            user = reader.optionalText(
                "user", help: "whom a line belongs to that names no user; the Unix user if unset")
            stream = reader.flag("stream", default: false, help: "show a reply while it is being written (text only)")
            maxLine = reader.size(
                "max_line", default: 64 << 10, in: (1 << 10)...(1 << 20),
                help: "a longer line is answered with an error")
            prompt = reader.optionalText("prompt", help: "what asks for the next line (text only)")

            if let user, FieldLimit.fault(in: user) != nil {
                reader.fault("user", "expected 1 to \(FieldLimit.bytes) bytes of text")
            }
            if let prompt, FieldLimit.fault(in: prompt) != nil {
                reader.fault("prompt", "expected 1 to \(FieldLimit.bytes) bytes of text")
            }
            if format == .jsonl {
                if stream { reader.fault("stream", "only with format: text") }
                if prompt != nil { reader.fault("prompt", "only with format: text") }
            }
        }
    }
}
