import ChannelKit

/// What a reader of the `text` format has before them: decides what each thing has to be written as, and writes
/// nothing itself.
struct TextTranscript {
    /// A reply of which pieces were shown.
    private struct Partial {
        var address: ReplyAddress
        var text: String
        /// Whether nothing else was written since, so that the next piece may follow on the same line.
        var isLast = true
    }

    private let prompt: String?
    private var partial: Partial?
    private var isPrompted = false
    private var hasEnded = false

    init(prompt: String? = nil) { self.prompt = prompt }

    /// The input is about to be read.
    mutating func begin() -> [UInt8] { prompted() }

    /// A line was read: on a terminal its end has moved to the next line already.
    mutating func lineTaken() -> [UInt8] {
        isPrompted = false
        return []
    }

    /// Asks for the next line, unless it is asked for or there will be none.
    mutating func prompted() -> [UInt8] {
        guard let prompt, !hasEnded, !isPrompted else { return [] }
        isPrompted = true
        return Array(prompt.utf8)
    }

    /// The input has come to its end.
    mutating func end() -> [UInt8] {
        hasEnded = true
        defer { isPrompted = false }
        return isPrompted ? Array("\n".utf8) : []
    }

    /// One more piece of a reply.
    mutating func piece(_ piece: String, to address: ReplyAddress) -> [UInt8] {
        guard !piece.isEmpty else { return [] }
        if let partial, partial.address == address, partial.isLast {
            self.partial?.text += piece
            return Self.printable(piece)
        }
        let bytes = newLine() + Self.printable(piece)
        if partial?.address != address { partial = Partial(address: address, text: "") }
        partial?.text += piece
        partial?.isLast = true
        return bytes
    }

    /// A whole reply, or what of it was not shown yet.
    mutating func reply(_ body: Reply.Body, to address: ReplyAddress) -> [UInt8] {
        let text =
            switch body {
            case .text(let text): text
            case .failure(let error): Self.text(of: error)
            }
        guard let shown = partial, shown.address == address, shown.isLast, case .text = body,
            text.utf8.starts(with: shown.text.utf8)
        else {
            let bytes = line(text)
            if partial?.address == address { partial = nil }
            return bytes
        }
        partial = nil
        let rest = String(decoding: text.utf8.dropFirst(shown.text.utf8.count), as: UTF8.self)
        return Self.printable(rest + "\n") + prompted()
    }

    /// A line that says what went wrong.
    mutating func failure(_ error: ChannelError) -> [UInt8] { line(Self.text(of: error)) }

    private mutating func line(_ text: String) -> [UInt8] {
        newLine() + Self.printable(text + "\n") + prompted()
    }

    private static func text(of error: ChannelError) -> String { "error: " + error.message }

    /// Leaves the line that a piece or the prompt stands on.
    private mutating func newLine() -> [UInt8] {
        let isWithinLine = isPrompted || partial?.isLast == true
        isPrompted = false
        partial?.isLast = false
        return isWithinLine ? Array("\n".utf8) : []
    }

    /// The text without control characters, but for line ends and tabs: a model's words must not steer a terminal.
    private static func printable(_ text: String) -> [UInt8] {
        let scalars = text.unicodeScalars.filter { scalar in
            scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
        }
        return Array(String(String.UnicodeScalarView(scalars)).utf8)
    }
}
