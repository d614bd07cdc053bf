/// What Markdown marks within a line. Reads each byte a few times at most, whatever is written.
struct InlineMarkdown {
    /// Marks within marks; deeper ones stay as they are.
    private static let deepest = 4

    private let bytes: ArraySlice<UInt8>
    private let depth: Int

    init(_ bytes: ArraySlice<UInt8>, depth: Int = 0) {
        self.bytes = bytes
        self.depth = depth
    }

    /// A pair of marks around words, and what Slack writes instead.
    private struct Mark {
        let mark: [UInt8]
        let slacks: UInt8
        /// Whether it counts only at the edge of a word: `2*3*4` and `a__b__c` are none.
        let needsEdge: Bool

        init(_ mark: String, _ slacks: Unicode.Scalar, needsEdge: Bool) {
            self.mark = Array(mark.utf8)
            self.slacks = UInt8(ascii: slacks)
            self.needsEdge = needsEdge
        }
    }

    /// Longer ones first.
    private static let marks = [
        Mark("**", "*", needsEdge: false), Mark("__", "*", needsEdge: true), Mark("~~", "~", needsEdge: false),
        Mark("*", "_", needsEdge: true),
    ]

    func write(to output: inout [UInt8]) {
        var index = bytes.startIndex
        // A mark that is not closed behind one place is not closed behind a later one either.
        var unclosed: Set<[UInt8]> = []
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "`"): index = writeCode(at: index, &unclosed, to: &output)
            case UInt8(ascii: "\\"):
                // What is escaped marks nothing. Slack knows no escape, so it stays.
                for byte in bytes[index...].prefix(2) { Mrkdwn.escape(byte, to: &output) }
                index += min(2, bytes.endIndex - index)
            case UInt8(ascii: "["), UInt8(ascii: "!"), UInt8(ascii: "<"):
                if let link = MarkdownLink(bytes[index...], &unclosed) {
                    link.write(to: &output)
                    index = link.end
                } else {
                    Mrkdwn.escape(bytes[index], to: &output)
                    index += 1
                }
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                index = writeMarked(at: index, &unclosed, to: &output)
            default:
                Mrkdwn.escape(bytes[index], to: &output)
                index += 1
            }
        }
    }

    /// Code is the same in both.
    private func writeCode(at start: Int, _ unclosed: inout Set<[UInt8]>, to output: inout [UInt8]) -> Int {
        let quotes = Array(bytes[start...].prefix { $0 == UInt8(ascii: "`") })
        let body = start + quotes.count
        var end = body
        if !unclosed.contains(quotes) {
            var index = body
            while index < bytes.endIndex {
                let run = bytes[index...].prefix { $0 == UInt8(ascii: "`") }.count
                if run == quotes.count {
                    end = index + run
                    break
                }
                index += max(1, run)
            }
            if end == body { unclosed.insert(quotes) }
        }
        for byte in bytes[start..<end] { Mrkdwn.escape(byte, to: &output) }
        return end
    }

    private func writeMarked(at start: Int, _ unclosed: inout Set<[UInt8]>, to output: inout [UInt8]) -> Int {
        for mark in Self.marks where depth < Self.deepest && bytes[start...].starts(with: mark.mark) {
            guard let end = close(mark, at: start, &unclosed) else { continue }
            let count = mark.mark.count
            output.append(mark.slacks)
            InlineMarkdown(bytes[(start + count)..<end], depth: depth + 1).write(to: &output)
            output.append(mark.slacks)
            return end + count
        }
        // All of a run: its rest would be taken for another mark.
        let run = bytes[start...].prefix { $0 == bytes[start] }
        output += run
        return run.endIndex
    }

    /// Where the words end that begin behind a mark; nil where they do not, or it is no mark.
    private func close(_ mark: Mark, at start: Int, _ unclosed: inout Set<[UInt8]>) -> Int? {
        let count = mark.mark.count
        let first = start + count
        guard first < bytes.endIndex, !Mrkdwn.isSpace(bytes[first]), !unclosed.contains(mark.mark),
            !mark.needsEdge || !isWord(at: start - 1), count > 1 || bytes[first] != mark.mark[0]
        else { return nil }
        var index = first + 1
        while index + count <= bytes.endIndex {
            guard bytes[index] == mark.mark[0] else {
                index += 1
                continue
            }
            let run = bytes[index...].prefix { $0 == mark.mark[0] }.count
            let end = index + run - count
            let isRight = count == 1 ? run == 1 : run >= count
            if isRight, !Mrkdwn.isSpace(bytes[index - 1]), !mark.needsEdge || !isWord(at: index + run) { return end }
            index += run
        }
        unclosed.insert(mark.mark)
        return nil
    }

    /// A letter or a digit; all beyond ASCII counts as one.
    private func isWord(at index: Int) -> Bool {
        guard bytes.indices.contains(index) else { return false }
        let byte = bytes[index]
        return byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
}
