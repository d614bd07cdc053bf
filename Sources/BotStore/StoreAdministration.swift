public import ChannelKit

public import struct Foundation.Date

/// What operators ask of a store, while the bot runs or not.
public protocol StoreAdministration: ConversationAdministration, UsageAdministration, BackupAdministration {
    /// Users, their sessions and links.
    var accounts: any AccountStore { get }
    /// The schema's version now, and the one that this program needs. Zero: there is none yet.
    func schemaVersion() async throws(StoreError) -> (current: Int, needed: Int)
    /// Rows in each table, by name.
    func rowCounts() async throws(StoreError) -> [(table: String, rows: Int)]
    /// Deletes every row of every table but the schema's own. Ids are not used again, and messages
    /// sent before are not answered when they come again.
    func clean() async throws(StoreError)
    /// Newest first.
    func users(limit: Int, before: UserID?) async throws(StoreError) -> [UserRecord]
    /// Turns that are not over, and those that failed; oldest first. `state` narrows it.
    func inbox(state: String?, limit: Int, after: TurnID?) async throws(StoreError) -> [InboxRecord]
    /// One turn with everything that is known of it, or nil.
    func turn(_ id: TurnID) async throws(StoreError) -> InboxDetail?
    /// A failed turn goes to its lane's tail, as a new attempt that is marked as one by hand. It is asked as if it came
    /// now: its question goes, and stands anew in the conversation that goes on when it begins, with those of the
    /// messages that had joined it. False: it is not failed.
    func retryTurn(_ id: TurnID, now: Date) async throws(StoreError) -> Bool
    /// A failed or queued turn is ended as cancelled; messages that had joined it go on by themselves. False: it is
    /// neither.
    func dropTurn(_ id: TurnID, now: Date) async throws(StoreError) -> Bool
    /// Replies that are not sent for good, and dead letters; oldest first. `state` narrows it.
    func outbox(state: String?, limit: Int, after: ReplyID?) async throws(StoreError) -> [OutboxRecord]
    func reply(_ id: ReplyID) async throws(StoreError) -> OutboxDetail?
    /// A dead letter is to be sent again, behind what waits for its chat: as a new attempt, by the ordinary way, whose
    /// limits count from nought. False: it is not dead.
    func retryReply(_ id: ReplyID, now: Date) async throws(StoreError) -> Bool
    /// A pending reply becomes a dead letter, a dead letter is deleted. False: there is neither.
    func dropReply(_ id: ReplyID, now: Date) async throws(StoreError) -> Bool
    func close() async
}

/// A user as an operator sees it.
public struct UserRecord: Sendable, Hashable {
    public var id: UserID
    public var name: String?
    public var email: String?
    public var phoneNumber: String?
    public var isGuest: Bool
    /// The type of the channel that brought them.
    public var origin: String
    public var createdAt: Date

    public init(
        id: UserID, name: String?, email: String?, phoneNumber: String?, isGuest: Bool, origin: String, createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.phoneNumber = phoneNumber
        self.isGuest = isGuest
        self.origin = origin
        self.createdAt = createdAt
    }
}

/// An accepted message as an operator sees it: without its content.
public struct InboxRecord: Sendable, Hashable {
    public var id: TurnID
    public var channel: String
    public var user: UserID
    /// `queued`, `running`, `answered`, `merged`, `failed`, `skipped` or `cancelled`.
    public var state: String
    public var attempts: Int
    public var createdAt: Date
    public var lastError: RecordedError?
    /// The rule by which it was skipped.
    public var rule: String?
    /// Whether an operator asked for it again.
    public var isByHand: Bool

    public init(
        id: TurnID, channel: String, user: UserID, state: String, attempts: Int, createdAt: Date,
        lastError: RecordedError?, rule: String? = nil, isByHand: Bool = false
    ) {
        self.id = id
        self.channel = channel
        self.user = user
        self.state = state
        self.attempts = attempts
        self.createdAt = createdAt
        self.lastError = lastError
        self.rule = rule
        self.isByHand = isByHand
    }
}
