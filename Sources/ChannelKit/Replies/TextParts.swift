/// Cuts a text into parts that a message can hold.
///
/// A cut is made where it hurts least: between paragraphs, else between lines, else after a sentence, each of them in the
/// second half of a part only; else between words; else between characters as people see them. White space at a cut is
/// dropped, and nothing else.
public struct TextParts: Sendable {
    /// What is sent for a text with nothing to see in it: messengers refuse an empty message, and somebody waits.
    public static let placeholder = "…"

    /// In UTF-16 units; at least 2, which any one scalar needs.
    public let limit: Int

    public init(limit: Int) { self.limit = max(2, limit) }

    /// The parts in order, none of them empty: the text itself where it fits.
    public func of(_ text: String) -> [String] {
        let text = Self.visible(text)
        guard text.utf16.count > limit else { return [text] }
        var parts: [String] = []
        var rest = Self.trimmed(text[...])
        while !rest.isEmpty {
            let end = end(of: rest)
            parts.append(String(Self.trimmed(rest[..<end])))
            rest = Self.trimmed(rest[end...])
        }
        return parts
    }

    /// Where the first part of a text ends that begins with something other than white space.
    private func end(of text: Substring) -> Substring.Index {
        var best: (border: Border, index: Substring.Index)?
        var length = 0
        var before: Character?
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            if character.isSpace, before?.isSpace == false {
                let border = Border(at: index, in: text, after: before)
                let isFarEnough = border > .word && length >= limit / 2
                let candidate = isFarEnough ? border : .word
                if candidate >= best?.border ?? .word { best = (candidate, index) }
            } else if let last = before, Border.endsSentenceAlone(last), length >= limit / 2,
                .sentence >= best?.border ?? .word
            {
                best = (.sentence, index)
            }
            length += character.utf16.count
            if length > limit { return best?.index ?? hardEnd(of: text, at: index) }
            before = character
            index = text.index(after: index)
        }
        return index
    }

    /// Before the character that is too much; inside of it, between two scalars, where it is the first one.
    private func hardEnd(of text: Substring, at index: Substring.Index) -> Substring.Index {
        guard index == text.startIndex else { return index }
        var length = 0
        var end = index
        while end < text.endIndex {
            length += text.unicodeScalars[end].utf16.count
            if length > limit { break }
            end = text.unicodeScalars.index(after: end)
        }
        return end
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isSpace)
        while text.last?.isSpace == true { text.removeLast() }
        return text
    }

    /// The text, or what stands for one with nothing to see in it.
    public static func visible(_ text: String) -> String { isVisible(text) ? text : placeholder }

    /// Whether there is anything but white space, control characters and what is never drawn.
    private static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
                && scalar.properties.generalCategory != .control
        }
    }
}

extension TextParts {
    /// What kind of border a run of white space is, the better the greater.
    enum Border: Int, Comparable {
        case word, sentence, line, paragraph

        init(at start: Substring.Index, in text: Substring, after before: Character?) {
            let newlines = text[start...].prefix(while: \.isSpace).count(where: \.isNewline)
            switch newlines {
            case 2...: self = .paragraph
            case 1: self = .line
            default:
                self = before.map { ".!?…:;".contains($0) || Self.endsSentenceAlone($0) } == true ? .sentence : .word
            }
        }

        /// Marks after which scripts without spaces go on at once.
        static func endsSentenceAlone(_ character: Character) -> Bool { "。！？".contains(character) }

        static func < (left: Border, right: Border) -> Bool { left.rawValue < right.rawValue }
    }
}

extension Character {
    /// White space and nothing else: a mark may be joined to a space.
    fileprivate var isSpace: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
