import ChannelKit
import GRDB

/// A row of `conversations`, as `ConversationStatement` reads it.
struct ConversationRow {
    var id: ConversationID
    var user: UserID
    var channel: String
    var key: String
    var lastUpdated: String
    var isFinished: Bool
    /// Whether a person has taken it over.
    var isPaused: Bool
    /// Whether somebody else than its user has written in it.
    var isShared: Bool

    init(_ row: Row) {
        id = ConversationID(row[0])
        user = UserID(row[1])
        channel = row[2]
        key = row[3]
        lastUpdated = row[4]
        isFinished = row[5]
        isPaused = row[6]
        isShared = row[7]
    }
}
