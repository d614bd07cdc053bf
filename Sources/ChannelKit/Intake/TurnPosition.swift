/// How far somebody has read the answer of a turn: of which attempt at it, and how many bytes of its UTF-8.
///
/// An answer that has to be made anew (its process died, say) is another attempt, with a higher number: what was read of
/// an earlier one is void. As text, `2.57` or `2.end`, which means the same at every process and after a restart.
public struct TurnPosition: Sendable, Hashable, CustomStringConvertible {
    /// 1 for the first one; 0 where nothing was read.
    public var attempt: Int
    /// Nil: the turn's end was read, too.
    public var offset: Int?

    /// Nothing was read.
    public static let start = TurnPosition(attempt: 0, offset: 0)

    public init(attempt: Int, offset: Int?) {
        self.attempt = attempt
        self.offset = offset
    }

    /// Reads what `description` wrote.
    public init?(_ text: some StringProtocol) {
        let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let attempt = Self.number(halves[0]), attempt > 0 else { return nil }
        if halves[1] == "end" {
            self.init(attempt: attempt, offset: nil)
        } else if let offset = Self.number(halves[1]) {
            self.init(attempt: attempt, offset: offset)
        } else {
            return nil
        }
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard (1...10).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    public var description: String { "\(attempt).\(offset.map(String.init) ?? "end")" }
}

/// One step of a turn that is followed from a position.
public enum TurnStep: Sendable, Hashable {
    /// More of the answer, and the position to ask with next. An empty text only says that the turn is still awaited.
    case text(String, TurnPosition)
    /// Another attempt writes the answer: what was shown so far is void. Ask next with this position.
    case reset(TurnPosition)
    /// The end. Without a position it is none for good: this process can follow the turn no further, and whoever asks
    /// again, here or at another process, is told how it goes on.
    case finished(TurnResult, TurnPosition?)
}
