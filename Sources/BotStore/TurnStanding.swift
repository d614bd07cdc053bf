public import ChannelKit

/// How a turn stands, for somebody who asks for it by its id.
public struct TurnStanding: Sendable, Hashable {
    /// The turn itself, or the one that it was merged into: its end is this one's, too.
    public var turn: TurnID
    public var channel: String
    public var user: UserID
    /// Nil where it has not begun yet.
    public var conversation: ConversationID?
    /// How often it was begun.
    public var attempt: Int
    public var isRunning: Bool
    public var outcome: TurnOutcome

    public init(
        turn: TurnID, channel: String, user: UserID, conversation: ConversationID?, attempt: Int, isRunning: Bool,
        outcome: TurnOutcome
    ) {
        self.turn = turn
        self.channel = channel
        self.user = user
        self.conversation = conversation
        self.attempt = attempt
        self.isRunning = isRunning
        self.outcome = outcome
    }
}
