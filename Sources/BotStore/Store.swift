public import ChannelKit

public import struct Foundation.Date

/// Where the bot keeps everything. SQLite and PostgreSQL are drivers of this one contract and pass one suite of
/// promises.
///
/// Every call is one transaction and returns after it is durable. A call is never half done: it has happened or it
/// threw. Calls are not stopped by cancellation once begun, so whoever started work learns what became of it. Nothing
/// blocks the calling thread.
///
/// A **turn** is an accepted message: queued, running, and at last answered, merged, failed, skipped or cancelled. Of
/// one lane (instance and chat address) at most one turn runs, the one with the lowest number. A running turn belongs
/// to the process that began it; a process that opens the store takes over what its dead predecessor was running.
public protocol Store: Sendable {
    /// A random id made with the schema.
    var installation: String { get }
    /// Users, their sessions and links.
    var accounts: any AccountStore { get }

    /// Records all events of one delivery, or none of them.
    ///
    /// For each message: deduplicates, resolves the user, finds or opens the conversation, and, when the lane is free
    /// and `intake.mayBegin`, begins the turn at once. One outcome for each event, in order.
    func accept(_ intake: Intake) async throws(StoreError) -> [IntakeOutcome]

    /// Records a turn's end with everything that follows from it, and begins the lane's next turn, if one waits.
    ///
    /// Throws `fenced` when the turn is no longer this process's to end: then nothing was written.
    func complete(_ completion: TurnCompletion) async throws(StoreError) -> CompletedTurn

    /// Ends a running turn as failed by its id alone, whatever the rest of its row holds: for one whose end `complete`
    /// refuses for good. Its caller is told by what the turn in hand says. `apology`: what one who is absent is told.
    /// Nothing is begun; the lane goes on with the next `beginTurns`.
    ///
    /// Throws `fenced` when the turn is no longer this process's to end.
    func abandon(
        _ turn: Turn, error: RecordedError, apology: String?, now: Date
    ) async throws(StoreError) -> CompletedTurn

    /// Puts a running turn back at the head of its lane, to be begun again at or after `notBefore`. `used`: what it has cost so
    /// far, counted as no turn. Nil: nothing.
    ///
    /// Throws `fenced` when the turn is no longer this process's: then nothing was counted.
    func postpone(
        _ turn: TurnID, until notBefore: Date, error: RecordedError, used: TurnCompletion.Usage?, now: Date
    ) async throws(StoreError)

    /// Begins up to `limit` turns that wait at the head of a free lane and may run now, oldest first.
    ///
    /// One that can never be begun ends as failed. `apologies`: what somebody absent is then told, by instance.
    func beginTurns(
        limit: Int, policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns

    /// Begins, marked as alone, the oldest turn that was running when an earlier process ended uncleanly; none where
    /// none is left. As long as such a turn waits or runs alone, nothing else is begun by any call. The one that was begun
    /// before has company from now on.
    ///
    /// One that was alone at three crashes ends as failed, and its question is shown to no model any more; one that can
    /// never be begun ends as failed, too. `apologies` as above.
    /// Messages that had joined such a turn go on by themselves, each under suspicion.
    func beginSuspect(
        policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns

    /// The suspect that is running has company again: a crash from now on is not held against it.
    func joinOthers(_ turn: TurnID) async throws(StoreError)

    /// How many turns are queued or running, and how many repetitions wait for the turn of their message.
    func pendingTurns() async throws(StoreError) -> Int

    /// What became of a turn, for a caller that waits for one that runs elsewhere or ran before.
    func outcome(of turn: TurnID) async throws(StoreError) -> TurnOutcome?

    /// The same with what else has to be known to follow or cancel it. Nil: there is none.
    func standing(of turn: TurnID) async throws(StoreError) -> TurnStanding?

    /// The newest of the messages that were merged into a turn, and where its reply goes. Nil: none was.
    func newestMerged(into turn: TurnID) async throws(StoreError) -> MergedMessage?

    /// Ends a turn as cancelled that waits in its lane; messages that had joined it go on by themselves. Whoever listens
    /// is told. Of what `pendingTurns` counts it is taken by the next `beginTurns`. False: it does not wait.
    func cancelQueued(_ turn: TurnID, now: Date) async throws(StoreError) -> Bool

    /// A page of a user's own conversation, or nil where there is none such: all that was said, also what the model is
    /// never shown, but no reply that broke off. Costs the same however long the conversation is. Throws `revoked` where the
    /// query's credential is no longer good.
    func history(_ query: HistoryQuery, channel: String) async throws(StoreError) -> HistoryPage?

    /// Ends the sends that a dead process had begun. What the platform has reported on one is what became of it; any
    /// other may have arrived and counts as of unknown outcome. To be called once, before replies are taken.
    func takeOverReplies(_ takeover: ReplyTakeover, now: Date) async throws(StoreError)

    /// Takes up to `limit` replies that may be sent now: of each chat the oldest unsent one only, so that order holds.
    /// Taken replies count as being sent until `recordSend`.
    func takeReplies(channels: [String], limit: Int, now: Date) async throws(StoreError) -> [OutboxItem]

    /// Records what became of a reply that was taken. Returns the next one of the same chat, taken, if one may be sent
    /// and `takingNext` asks for it.
    func recordSend(
        _ reply: ReplyID, _ outcome: SendOutcome, takingNext: Bool, now: Date
    ) async throws(StoreError) -> OutboxItem?

    /// How many replies of these channels are not yet sent for good.
    func pendingReplies(channels: [String]) async throws(StoreError) -> Int

    /// Forgets what is older than deduplication must remember: ended inbox rows, and replies that are over, at most `limit`
    /// of them together; and of sessions, of one-time codes and of full buckets at most `limit` each. Returns how many rows
    /// it were: with `limit` or more there may be more. A message that was sent before the newest time forgotten is not
    /// answered any more.
    func prune(before: Date, limit: Int) async throws(StoreError) -> Int

    /// Looks at up to `limit` of the oldest messages behind `after`, and deletes those said before `before`: none of a
    /// conversation with a turn that is not over or a dead letter, and none that is still to be sent. With the last message
    /// of a conversation that is over goes the conversation, and with that a guest of whom nothing else is known: no other
    /// conversation, no name that a platform has for them, no word that they want no answers.
    ///
    /// `before` must be older than what `prune` has forgotten, so that no message that is known still refers to them.
    func expireMessages(
        before: Date, after: MessageID?, limit: Int
    ) async throws(StoreError) -> ExpiredMessages

    /// What holds for turns that this process begins from now on. Nil: everybody may use what they like.
    func setBudget(_ budget: DailyBudget?) async throws(StoreError)

    /// A channel instance's cursor.
    func cursor(of channel: String) async throws(StoreError) -> String?
    func setCursor(of channel: String, to value: String) async throws(StoreError)

    /// Whether the store answers: one trivial read and the knowledge that it can be written.
    func ping() async throws(StoreError)

    /// Ends everything under way, then closes. Calls made later throw `unavailable`.
    func close() async
}

extension Store {
    /// The same where nothing was used.
    public func postpone(
        _ turn: TurnID, until notBefore: Date, error: RecordedError
    ) async throws(StoreError) {
        try await postpone(turn, until: notBefore, error: error, used: nil, now: Date())
    }

    /// The same where the next one is wanted.
    public func recordSend(
        _ reply: ReplyID, _ outcome: SendOutcome, now: Date
    ) async throws(StoreError) -> OutboxItem? {
        try await recordSend(reply, outcome, takingNext: true, now: now)
    }
}
