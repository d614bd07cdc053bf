/// A line that opens or closes a block of code: three backquotes. Behind those that open one the language's name may stand.
struct CodeFence {
    /// In UTF-16 units: what closing a block at the end of a part, and opening it at the beginning of the next, take.
    static let room = 8

    /// Whether the lines so far stand within a block.
    private(set) var isOpen = false

    /// Whether the next line is such a line.
    mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
        let words = line.drop(while: Mrkdwn.isSpace)
        guard words.starts(with: "```".utf8), isOpen || !words.dropFirst(3).contains(UInt8(ascii: "`")) else {
            return false
        }
        isOpen.toggle()
        return true
    }

    /// The parts of one text, each whole by itself: a block that is cut is closed, and opened again in the next part.
    static func balanced(_ parts: [String]) -> [String] {
        var fence = CodeFence()
        return parts.map { part in
            let begin = fence.isOpen ? "```\n" : ""
            for line in Array(part.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
                _ = fence.take(line)
            }
            return begin + part + (fence.isOpen ? "\n```" : "")
        }
    }
}
