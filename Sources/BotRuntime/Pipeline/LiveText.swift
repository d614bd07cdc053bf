import BotStore
import ChannelKit

/// The answer of a turn as far as it has come, and how far each of those who follow it is to be given it.
struct LiveText {
    /// The attempt that `bytes` are of. Nil while it is not known: the turn waits, or runs at another process.
    private(set) var attempt: Int?
    private(set) var bytes: [UInt8] = []
    /// Some text was handed out: from then on it cannot be taken back.
    private(set) var isExposed = false
    /// What was handed out of an answer that does not count. Nil where none was.
    private var void: [UInt8]?
    private(set) var result: TurnResult?
    private var isLasting = true
    /// The answer that counts is not the one of which a part was handed out.
    private var isOther = false
    /// The piece that was cut last: most followers are at the same place.
    private var cut: (from: Int, to: Int, text: String)?

    // MARK: Writing

    mutating func append(_ piece: String) {
        attempt = attempt ?? 1
        bytes.append(contentsOf: piece.utf8)
    }

    /// A piece that another process shows. One of an attempt that is over, or that leaves a gap, is left out: the rest
    /// comes with the turn's end.
    mutating func append(_ piece: TurnPiece) {
        if let shown = piece.attempt {
            if let attempt, shown < attempt { return }
            if shown != attempt { begin(shown) }
        }
        guard piece.offset <= bytes.count else { return }
        append(String(decoding: piece.text.utf8.dropFirst(bytes.count - piece.offset), as: UTF8.self))
    }

    /// From here on this attempt writes the answer.
    mutating func begin(_ attempt: Int) {
        if isExposed, !bytes.isEmpty { void = bytes }
        self.attempt = attempt
        bytes.removeAll()
        cut = nil
        isExposed = false
    }

    /// Throws away what has come. False where some of it was handed out.
    mutating func restart() -> Bool {
        guard !isExposed else { return false }
        bytes.removeAll()
        return true
    }

    /// Only the first result counts. `attempt`: whose it is, where that is known.
    mutating func finish(_ result: TurnResult, attempt: Int?, isLasting: Bool) {
        guard self.result == nil else { return }
        self.result = result
        self.isLasting = isLasting
        if let attempt, isLasting, attempt != self.attempt {
            if self.attempt == nil { self.attempt = attempt } else { begin(attempt) }
        }
        if isLasting { self.attempt = self.attempt ?? 1 }
        // Followers are owed the whole answer, also where it did not come in pieces (one that was stored earlier).
        guard case .answered(let answer) = result else { return }
        if isExposed, !answer.text.utf8.starts(with: bytes) {
            void = bytes
            isOther = true
        }
        bytes = Array(answer.text.utf8)
        cut = nil
    }

    // MARK: Following

    /// What somebody who knows nothing of attempts can be given after so many bytes. Nil: they have to wait.
    mutating func update(after offset: Int) -> TurnUpdate? {
        // Somebody was shown the beginning of an answer that does not count: only the same words go on from there, and by
        // an offset it is not told who that is.
        if let void, !bytes.starts(with: void) || result == nil {
            guard let result else { return nil }
            if case .answered = result, offset > 0 { return .finished(Self.brokenOff) }
            return .finished(result)
        }
        if offset < bytes.count { return .text(expose(from: offset), next: bytes.count) }
        return result.map { .finished($0) }
    }

    /// The same for somebody who does.
    mutating func step(after position: TurnPosition) -> TurnStep? {
        guard let attempt else { return result.map { .finished($0, nil) } }
        if position.attempt > attempt, result == nil { return nil }
        let isNew = position.attempt == 0
        guard isNew || position.attempt == attempt else { return .reset(TurnPosition(attempt: attempt, offset: 0)) }
        if let offset = position.offset {
            if isOther, !isNew, offset > 0, offset != bytes.count {
                return .reset(TurnPosition(attempt: attempt, offset: 0))
            }
            if offset < bytes.count {
                return .text(expose(from: offset), TurnPosition(attempt: attempt, offset: bytes.count))
            }
        }
        guard let result else { return nil }
        return .finished(result, isLasting ? TurnPosition(attempt: attempt, offset: nil) : nil)
    }

    /// A place that somebody names may be within a character: then that comes whole.
    private mutating func expose(from offset: Int) -> String {
        isExposed = true
        if let cut, cut.from == offset, cut.to == bytes.count { return cut.text }
        var start = offset
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        let text = String(decoding: bytes[start...], as: UTF8.self)
        cut = (offset, bytes.count, text)
        return text
    }

    /// For whoever was shown the beginning of another answer than the one that counts.
    private static let brokenOff = TurnResult.failed(
        TurnFailure(
            error: ChannelError(
                "answer_broke_off", kind: .unavailable, retry: .now,
                message: "This answer broke off, and another one was written. Ask again to read it."), recorded: true))
}
