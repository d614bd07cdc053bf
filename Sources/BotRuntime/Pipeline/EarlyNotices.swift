import BotStore
import ChannelKit

/// What other processes have said of turns that are not on the board here: their notices may come before the answer to the
/// call that puts the turn there, by another connection. Bounded in number and in time: what is older belongs to an
/// attempt that is over.
struct EarlyNotices {
    static let mostTurns = 256
    static let mostPieces = 64
    static let longest = Duration.seconds(10)

    struct Notices {
        var pieces: [TurnPiece] = []
        var followers: [ProcessID] = []
        fileprivate var since = ContinuousClock.now
    }

    private var notices: [TurnID: Notices] = [:]
    private var order: [TurnID] = []

    mutating func keep(_ piece: TurnPiece) {
        change(piece.turn) { if $0.pieces.count < Self.mostPieces { $0.pieces.append(piece) } }
    }

    mutating func keep(_ follower: ProcessID, of turn: TurnID) {
        change(turn) { if $0.followers.count < Self.mostPieces { $0.followers.append(follower) } }
    }

    /// What was said of the turn, which is put on the board now.
    mutating func take(_ turn: TurnID) -> Notices {
        guard let taken = notices.removeValue(forKey: turn) else { return Notices() }
        order.removeAll { $0 == turn }
        return taken.since.duration(to: .now) < Self.longest ? taken : Notices()
    }

    private mutating func change(_ turn: TurnID, _ body: (inout Notices) -> Void) {
        if notices[turn] == nil {
            order.append(turn)
            if order.count > Self.mostTurns { notices[order.removeFirst()] = nil }
        }
        body(&notices[turn, default: Notices()])
    }
}
