import BotStore
import ChannelKit

/// Notices as PostgreSQL carries them: a channel for all (`ck_work`) and one for each replica (`ck_r12`), with a word and
/// what belongs to it.
extension StoreNotice {
    static let common = "ck_work"
    static func own(_ replica: Int64) -> String { "ck_r\(replica)" }

    /// A payload may have 8,000 bytes.
    static let longestPiece = 7_500

    init?(channel: String, payload: String) {
        if channel == Self.common {
            self = .turnsWait
            return
        }
        let words = payload.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        switch (words.first, words.count) {
        case ("replies", 1): self = .repliesWait
        case ("suspects", 1): self = .suspects
        case ("ended", 2):
            guard let turn = TurnID(words[1]) else { return nil }
            self = .ended(turn)
        case ("follow", 3):
            guard let turn = TurnID(words[1]), let replica = Int64(words[2]) else { return nil }
            self = .followed(turn, by: ProcessID(rawValue: replica))
        case ("cancel", 2):
            guard let turn = TurnID(words[1]) else { return nil }
            self = .cancelled(turn)
        case ("part", 4):
            guard let turn = TurnID(words[1]), let position = TurnPosition(words[2]), let offset = position.offset
            else {
                return nil
            }
            self = .piece(TurnPiece(turn: turn, attempt: position.attempt, offset: offset, text: String(words[3])))
        case ("piece", 4):
            guard let turn = TurnID(words[1]), let offset = Int(words[2]) else { return nil }
            self = .piece(TurnPiece(turn: turn, offset: offset, text: String(words[3])))
        default: return nil
        }
    }
}

extension TurnPiece {
    /// `piece` is the word of programs that do not know of attempts.
    var payload: String {
        if let attempt { return "part \(turn) \(TurnPosition(attempt: attempt, offset: offset)) \(text)" }
        return "piece \(turn) \(offset) \(text)"
    }

    /// The same in pieces that each fit a payload, cut between characters.
    var payloads: [TurnPiece] {
        if text.utf8.count <= StoreNotice.longestPiece { return [self] }
        var pieces: [TurnPiece] = []
        var (offset, part) = (offset, "")
        for character in text {
            if !part.isEmpty, part.utf8.count + character.utf8.count > StoreNotice.longestPiece {
                pieces.append(TurnPiece(turn: turn, attempt: attempt, offset: offset, text: part))
                offset += part.utf8.count
                part = ""
            }
            part.append(character)
        }
        pieces.append(TurnPiece(turn: turn, attempt: attempt, offset: offset, text: part))
        return pieces.filter { $0.text.utf8.count <= StoreNotice.longestPiece }
    }
}
