import ChannelKit

/// Writes the lines of the `jsonl` format.
enum JSONLines {
    /// The line for a reply: `{"type":"reply",…}`, or an error's where the turn has no answer.
    ///
    /// - Parameter run: the process's own; the line number of another's is `null`.
    static func reply(_ reply: Reply, to address: ReplyAddress, run: String) -> [UInt8] {
        // An operator's words answer no line, though they go where the last answer went.
        let reference = reply.inReplyTo == nil ? nil : LineReference(encoded: address.context)
        let line = reference.flatMap { $0.run == run ? $0.line : nil }
        let inReplyTo = reference == nil ? reply.inReplyTo : reference?.id
        let user = address.chat.rawValue
        switch reply.body {
        case .failure(let error):
            return self.error(error, inReplyTo: inReplyTo, line: line, user: user)
        case .text(let text):
            var bytes = opened("reply")
            append("id", reply.id.description, to: &bytes)
            append("in_reply_to", inReplyTo, to: &bytes)
            append("user", user, to: &bytes)
            append("conversation_id", reply.conversation?.description, to: &bytes)
            append("line", line, to: &bytes)
            append("text", text, to: &bytes)
            return closed(bytes)
        }
    }

    /// The line `{"type":"error",…}`.
    ///
    /// - Parameter user: left out where it is not known.
    static func error(_ error: ChannelError, inReplyTo id: String?, line: Int?, user: String?) -> [UInt8] {
        var bytes = opened("error")
        append("in_reply_to", id, to: &bytes)
        if let user { append("user", user, to: &bytes) }
        append("line", line, to: &bytes)
        append("code", error.code.rawValue, to: &bytes)
        append("error", error.message, to: &bytes)
        return closed(bytes)
    }

    private static func opened(_ type: String) -> [UInt8] { Array("{\"type\":\"\(type)\"".utf8) }

    private static func closed(_ bytes: [UInt8]) -> [UInt8] { bytes + Array("}\n".utf8) }

    private static func append(_ key: String, _ value: String?, to bytes: inout [UInt8]) {
        bytes += ",\"\(key)\":".utf8
        if let value { JSONText.append(value, to: &bytes) } else { bytes += "null".utf8 }
    }

    private static func append(_ key: String, _ value: Int?, to bytes: inout [UInt8]) {
        bytes += ",\"\(key)\":\(value.map(String.init) ?? "null")".utf8
    }
}
