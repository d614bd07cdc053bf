public import ChannelKit

public import struct Foundation.Date

/// Users, their sessions and what is linked to them. Each call is one transaction, as with `Store`; none needs the store
/// to be served, so that operators use the same.
///
/// Passwords, codes and tokens come hashed: nothing that is stored lets anybody in.
public protocol AccountStore: Sendable {
    /// A user. With a credential nil also where that is no longer good.
    func account(_ user: UserID, bearing credential: Credential?) async throws(StoreError) -> Account?
    /// Whoever signs in by this address, in its normal form.
    func account(emailKey: String) async throws(StoreError) -> Account?

    /// Makes a guest, or somebody new, a registered user.
    func register(_ registration: NewAccount, now: Date) async throws(StoreError) -> RegistrationOutcome
    /// Nil: there is no such user. Throws nothing for an address that is taken: that is an outcome.
    func changeProfile(of user: UserID, _ change: AccountChange) async throws(StoreError) -> ProfileOutcome
    /// Ends every session and every token without one. Where `expected` is not the hash any more, nothing is done.
    func setPassword(
        of user: UserID, to hash: String, expecting expected: String?, session: NewSession?, now: Date
    ) async throws(StoreError) -> PasswordOutcome
    /// Deletes the user with messages, conversations, inbox, outbox, links and sessions. Turns of theirs that run are
    /// fenced. What was said in a chat that others use goes as far as it is known to be theirs. False: there is none.
    func delete(_ user: UserID, now: Date) async throws(StoreError) -> Bool
    /// All of them or, where anything is wrong with any, none.
    func importUsers(_ users: [ImportedUser], now: Date) async throws(StoreError) -> [ImportConflict]

    /// Begins a session, if the user still has the password that was verified. `rehashed`: the same password, hashed anew.
    /// `forgiving`: keys of attempts that are not counted any more.
    func openSession(
        of user: UserID, _ session: NewSession, expecting hash: String, rehashed: String?, forgiving: [String],
        now: Date
    ) async throws(StoreError) -> SessionOpening?
    /// Takes a refresh token for the next one.
    func rotate(_ rotation: SessionRotation, now: Date) async throws(StoreError) -> RotationOutcome
    /// Ends the credential's session; without one, all tokens of the user's that belong to none.
    func endSession(_ credential: Credential, of user: UserID, now: Date) async throws(StoreError)

    /// Counts an attempt against each limit, or, where one of them is used up, against none: then says how long to wait.
    func attempt(_ limits: [AttemptLimit], now: Date) async throws(StoreError) -> Duration?

    /// Keeps a one-time code. Of one user at most `most` are good: the oldest go. False: the code is somebody's already.
    func keepLinkCode(
        _ codeHash: String, for user: UserID, expiresAt: Date, most: Int, now: Date
    ) async throws(StoreError) -> Bool
    func links(of user: UserID) async throws(StoreError) -> [LinkRecord]
    /// An operator's link. Whoever was known by that name becomes this user, with their conversations.
    func link(_ identity: LinkedIdentity, to user: UserID, now: Date) async throws(StoreError) -> LinkOutcome
    /// Whoever writes there is a guest again, without the conversations. False: there is no such link.
    func unlink(_ link: LinkID, of user: UserID, now: Date) async throws(StoreError) -> Bool

    /// What is known of a user but for what was said; nil where there is none.
    func exportHead(of user: UserID) async throws(StoreError) -> ExportHead?
    /// A page of one kind of rows, by id, after a given one.
    func exportMessages(of conversation: ConversationID, after: MessageID?, limit: Int) async throws(StoreError)
        -> [ExportedMessage]
    func exportInbox(of user: UserID, after: TurnID?, limit: Int) async throws(StoreError) -> [InboxDetail]
    func exportOutbox(of user: UserID, after: ReplyID?, limit: Int) async throws(StoreError) -> [OutboxDetail]
}
