internal import ChannelKit

/// A YAML text as a parser counts it: by Unicode scalars, in lines, both from 1.
struct YAMLText {
    private(set) var scalars: [Unicode.Scalar]
    private let lineStarts: [Int]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        // A byte order mark is no part of the text, and a parser does not count it as a column.
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var starts = [0]
        for index in scalars.indices where Self.endsLine(at: index, in: scalars) { starts.append(index + 1) }
        lineStarts = starts
    }

    var string: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// Where a place is in `scalars`; nil outside the text.
    func offset(of mark: SettingsMark) -> Int? {
        guard lineStarts.indices.contains(mark.line - 1), mark.column > 0 else { return nil }
        let offset = lineStarts[mark.line - 1] + mark.column - 1
        return offset < scalars.count ? offset : nil
    }

    func mark(at offset: Int) -> SettingsMark {
        // The last line that starts at or before the offset, by halving.
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return SettingsMark(line: low + 1, column: offset - lineStarts[low] + 1)
    }

    subscript(mark: SettingsMark) -> Unicode.Scalar? { offset(of: mark).map { scalars[$0] } }

    /// Puts another scalar in the place of one: no other place moves.
    mutating func replace(at offset: Int, with scalar: Unicode.Scalar) { scalars[offset] = scalar }

    /// The place of the `count`-th (from 0) `$` of the scalar that begins at a place, or the scalar's own.
    func place(ofDollar count: Int, from mark: SettingsMark) -> SettingsMark {
        guard var offset = offset(of: mark) else { return mark }
        // The header of a block scalar may end in a comment, which is no part of its content.
        if scalars[offset] == "|" || scalars[offset] == ">" {
            guard mark.line < lineStarts.count else { return mark }
            offset = lineStarts[mark.line]
        }
        var left = count
        while offset < scalars.count {
            if scalars[offset] == "$" {
                if left == 0 { return self.mark(at: offset) }
                left -= 1
            }
            offset += 1
        }
        return mark
    }

    /// A text with some scalar that YAML does not allow, such as a control character: its place.
    var firstForbidden: SettingsMark? {
        scalars.firstIndex { !Self.isAllowed($0) }.map { mark(at: $0) }
    }

    /// YAML 1.1's printable characters.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x1_0000...0x10_FFFF: true
        default: false
        }
    }

    /// YAML 1.1's line breaks; of a carriage return and a line feed, the line feed counts.
    private static func endsLine(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        switch scalars[index] {
        case "\n", "\u{85}", "\u{2028}", "\u{2029}": true
        case "\r": index + 1 == scalars.count || scalars[index + 1] != "\n"
        default: false
        }
    }
}
