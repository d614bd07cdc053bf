extension PageAsset {
    /// A script or a style sheet as it is served: without the lines that are nothing but a comment, and without empty ones.
    /// Those are for whoever reads the source, and each visitor would load them.
    ///
    /// A comment has lines of its own in our sources: it begins one with `//` or `/*`, and ends one with `*/`.
    static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        var isInside = false
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let text = line.drop { $0 == UInt8(ascii: " ") }
            let isComment = isInside || text.starts(with: "//".utf8) || text.starts(with: "/*".utf8)
            if isInside || text.starts(with: "/*".utf8) { isInside = !line.suffix(2).elementsEqual("*/".utf8) }
            if text.isEmpty || isComment { continue }
            kept += line
            kept.append(UInt8(ascii: "\n"))
        }
        return kept
    }
}
