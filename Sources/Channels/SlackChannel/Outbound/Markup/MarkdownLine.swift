/// One line of Markdown, outside of code.
struct MarkdownLine {
    private let line: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { self.line = line }

    func write(to bytes: inout [UInt8]) {
        let words = line.drop(while: Mrkdwn.isSpace)
        bytes += line[line.startIndex..<words.startIndex]
        if let heading = Self.heading(words) {
            // Slack has no headings. What is bold within one is bold already.
            let plain = heading.filter { $0 != UInt8(ascii: "*") }
            guard !plain.isEmpty else { return }
            bytes.append(UInt8(ascii: "*"))
            InlineMarkdown(plain[...]).write(to: &bytes)
            bytes.append(UInt8(ascii: "*"))
        } else if let item = Self.item(words) {
            bytes += "• ".utf8
            InlineMarkdown(item).write(to: &bytes)
        } else if words.first == UInt8(ascii: ">") {
            // A quotation is one in both, but for the spaces before it.
            bytes.append(UInt8(ascii: ">"))
            InlineMarkdown(words.dropFirst()).write(to: &bytes)
        } else {
            InlineMarkdown(words).write(to: &bytes)
        }
    }

    /// What stands behind one to six `#` and a space, without the `#` that may close it.
    private static func heading(_ words: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let hash = UInt8(ascii: "#")
        let rest = words.drop { $0 == hash }
        guard (1...6).contains(words.count - rest.count), rest.first.map(Mrkdwn.isSpace) == true else { return nil }
        var text = rest.drop(while: Mrkdwn.isSpace)
        while let last = text.last, Mrkdwn.isSpace(last) || last == hash { text.removeLast() }
        return text
    }

    /// What stands behind `*`, `-` or `+` and a space.
    private static func item(_ words: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let mark = words.first, "*-+".utf8.contains(mark), words.dropFirst().first == 0x20 else { return nil }
        return words.dropFirst(2)
    }
}
