/// Asks for one turn of a user's own, by its id.
///
/// Admitted as `.turn` with a ticket, or as `.noted` where nothing is left to be done or said; refused as not found where
/// there is no such turn of that user on this instance.
public struct TurnQuery: Sendable, Hashable {
    public enum Wish: Sendable, Hashable {
        /// To follow it from a position. `.noted`: the turn is over, and its end was read.
        case follow(after: TurnPosition)
        /// To have it cancelled, wherever it waits or runs. `.noted`: it is over, by this or before.
        case cancel
    }

    public var turn: TurnID
    public var user: UserID
    public var wish: Wish
    /// By what the caller is known to be the user, where that can be taken back.
    public var credential: Credential?

    public init(turn: TurnID, user: UserID, wish: Wish, credential: Credential? = nil) {
        self.turn = turn
        self.user = user
        self.wish = wish
        self.credential = credential
    }
}
