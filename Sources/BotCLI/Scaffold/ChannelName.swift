/// A new channel's name, in the forms in which it is needed.
struct ChannelName {
    /// As in `TelegramChannel`.
    let pascal: String
    /// The word in the YAML: `telegram`.
    var type: String { pascal.lowercased() }

    init(_ text: String) throws {
        let isPlain = text.utf8.allSatisfy { byte in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
        }
        guard (2...40).contains(text.utf8.count), isPlain, let first = text.first, first.isUppercase else {
            throw CommandFailure(
                .usage, "a channel's name is 2 to 40 letters and digits and begins with a capital, such as Telegram")
        }
        guard !text.hasSuffix("Channel") else {
            throw CommandFailure(.usage, "leave \"Channel\" out: \(text.dropLast(7)) becomes \(text)")
        }
        pascal = text
    }

    /// The template with the name filled in.
    func fill(_ template: String) -> String {
        var text = template
        for (mark, form) in [("__NAME__", pascal), ("__TYPE__", type), ("__UPPER__", pascal.uppercased())] {
            text = text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: form)
        }
        return text
    }
}
