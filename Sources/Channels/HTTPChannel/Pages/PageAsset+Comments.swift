extension PageAsset {
    /// A script or a style sheet as it is served: without the lines that are nothing but a comment, and without empty ones.
    /// Those are for whoever reads the source, and each visitor would load them.
    ///
    /// To be kept in `Page/`: a comment has lines of its own, which begin with `//` or `/*`, and whatever follows its `*/` goes
    /// with it. No line of a literal begins so.
    static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        var isInside = false
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let text = line.drop(while: isBlank)
            let isComment = isInside || text.starts(with: "//".utf8) || text.starts(with: "/*".utf8)
            if isInside || text.starts(with: "/*".utf8) { isInside = !ends(text) }
            if text.isEmpty || isComment { continue }
            kept += line
            kept.append(UInt8(ascii: "\n"))
        }
        return kept
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private static func ends(_ comment: ArraySlice<UInt8>) -> Bool {
        guard let last = comment.lastIndex(where: { !isBlank($0) }) else { return false }
        return comment[...last].suffix(2).elementsEqual("*/".utf8)
    }
}
