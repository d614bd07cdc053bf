/// Slack's own markup, in which texts are posted: `*bold*`, `_italic_`, `~struck~`, `<address|label>`, and code between
/// backquotes. It has no headings and no escape but for `&`, `<` and `>` (Slack, "Formatting message text",
/// docs.slack.dev/messaging/formatting-message-text, 2026).
enum Mrkdwn {
    /// The text as it is. Nothing in it mentions anybody or links anywhere.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 { escape(byte, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What a model has written in Markdown: bold, italics, strikes, links, headings and lists become Slack's; code stays
    /// as it is, and so does all that Slack has nothing for. Lines stay lines.
    static func text(fromMarkdown text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 64)
        var fence = CodeFence()
        for (number, line) in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if number > 0 { bytes.append(0x0A) }
            let wasOpen = fence.isOpen
            if fence.take(line), !wasOpen {
                // Slack would show the language's name as code.
                bytes += "```".utf8
            } else if wasOpen {
                for byte in line { escape(byte, to: &bytes) }
            } else {
                MarkdownLine(line).write(to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func escape(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "&"): bytes += "&amp;".utf8
        case UInt8(ascii: "<"): bytes += "&lt;".utf8
        case UInt8(ascii: ">"): bytes += "&gt;".utf8
        default: bytes.append(byte)
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
