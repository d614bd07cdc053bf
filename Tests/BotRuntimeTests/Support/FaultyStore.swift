import BotStore
import ChannelKit
import Foundation
import SQLiteStore

/// A store in memory that fails where a test wants it to: each hook may throw before the call goes on to the store.
struct FaultyStore: Store {
    let base: SQLiteStore
    var onAccept: @Sendable (Intake) throws(StoreError) -> Void = { (_) throws(StoreError) in }
    var onComplete: @Sendable (TurnCompletion) throws(StoreError) -> Void = { (_) throws(StoreError) in }
    var onAbandon: @Sendable (Turn) throws(StoreError) -> Void = { (_) throws(StoreError) in }
    var onPostpone: @Sendable (Date) throws(StoreError) -> Void = { (_) throws(StoreError) in }
    var onPing: @Sendable () throws(StoreError) -> Void = { () throws(StoreError) in }
    /// Instead of the store's own.
    var suspects: (@Sendable () throws(StoreError) -> Turn?)?
    var onJoinOthers: @Sendable (TurnID) throws(StoreError) -> Void = { (_) throws(StoreError) in }
    /// Instead of the store's own.
    var onPrune: (@Sendable (Date, Int) throws(StoreError) -> Int)?
    /// Instead of the store's own.
    var onExpire: (@Sendable (Date, MessageID?) throws(StoreError) -> ExpiredMessages)?
    var onTakeOver: @Sendable (ReplyTakeover) -> Void = { _ in }
    var onRecordSend: @Sendable (SendOutcome) throws(StoreError) -> Void = { (_) throws(StoreError) in }

    init() async throws { base = try await SQLiteStore.open(at: .memory, migrate: true) }

    var installation: String { base.installation }
    var accounts: any AccountStore { base.accounts }

    func accept(_ intake: Intake) async throws(StoreError) -> [IntakeOutcome] {
        try onAccept(intake)
        return try await base.accept(intake)
    }

    func complete(_ completion: TurnCompletion) async throws(StoreError) -> CompletedTurn {
        try onComplete(completion)
        return try await base.complete(completion)
    }

    func abandon(
        _ turn: Turn, error: RecordedError, apology: String?, now: Date
    ) async throws(StoreError) -> CompletedTurn {
        try onAbandon(turn)
        return try await base.abandon(turn, error: error, apology: apology, now: now)
    }

    func recordSend(
        _ reply: ReplyID, _ outcome: SendOutcome, takingNext: Bool, now: Date
    ) async throws(StoreError) -> OutboxItem? {
        try onRecordSend(outcome)
        return try await base.recordSend(reply, outcome, takingNext: takingNext, now: now)
    }

    func postpone(
        _ turn: TurnID, until notBefore: Date, error: RecordedError, used: TurnCompletion.Usage?, now: Date
    ) async throws(StoreError) {
        try onPostpone(notBefore)
        try await base.postpone(turn, until: notBefore, error: error, used: used, now: now)
    }

    func beginTurns(
        limit: Int, policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns {
        try await base.beginTurns(limit: limit, policy: policy, apologies: apologies, now: now)
    }

    func takeOverReplies(_ takeover: ReplyTakeover, now: Date) async throws(StoreError) {
        onTakeOver(takeover)
        try await base.takeOverReplies(takeover, now: now)
    }

    func takeReplies(channels: [String], limit: Int, now: Date) async throws(StoreError) -> [OutboxItem] {
        try await base.takeReplies(channels: channels, limit: limit, now: now)
    }

    func pendingTurns() async throws(StoreError) -> Int { try await base.pendingTurns() }
    func outcome(of turn: TurnID) async throws(StoreError) -> TurnOutcome? { try await base.outcome(of: turn) }

    func standing(of turn: TurnID) async throws(StoreError) -> TurnStanding? { try await base.standing(of: turn) }

    func newestMerged(into turn: TurnID) async throws(StoreError) -> MergedMessage? {
        try await base.newestMerged(into: turn)
    }

    func cancelQueued(_ turn: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await base.cancelQueued(turn, now: now)
    }

    func history(_ query: HistoryQuery, channel: String) async throws(StoreError) -> HistoryPage? {
        try await base.history(query, channel: channel)
    }

    func pendingReplies(channels: [String]) async throws(StoreError) -> Int {
        try await base.pendingReplies(channels: channels)
    }

    func cursor(of channel: String) async throws(StoreError) -> String? { try await base.cursor(of: channel) }

    func setCursor(of channel: String, to value: String) async throws(StoreError) {
        try await base.setCursor(of: channel, to: value)
    }

    func beginSuspect(
        policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns {
        if let suspects { return BegunTurns(turns: try suspects().map { [$0] } ?? []) }
        return try await base.beginSuspect(policy: policy, apologies: apologies, now: now)
    }

    func joinOthers(_ turn: TurnID) async throws(StoreError) {
        try onJoinOthers(turn)
        try await base.joinOthers(turn)
    }

    func prune(before: Date, limit: Int) async throws(StoreError) -> Int {
        if let onPrune { return try onPrune(before, limit) }
        return try await base.prune(before: before, limit: limit)
    }

    func expireMessages(
        before: Date, after: MessageID?, limit: Int
    ) async throws(StoreError) -> ExpiredMessages {
        if let onExpire { return try onExpire(before, after) }
        return try await base.expireMessages(before: before, after: after, limit: limit)
    }

    func setBudget(_ budget: DailyBudget?) async throws(StoreError) { try await base.setBudget(budget) }

    func ping() async throws(StoreError) {
        try onPing()
        try await base.ping()
    }

    func close() async { await base.close() }
}

extension FaultyStore {
    /// Puts a reply into the store that waits to be taken. `isTried`: whether it has had an attempt already.
    func putReply(
        _ id: String, at chat: ChatAddress, _ text: String = "hello", of channel: String = "web", isTried: Bool = true
    ) async throws {
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let policy = ConversationPolicy(idleTimeout: .seconds(3600), historyLimit: 10)
        let message = InboundMessage(
            id: id, sender: .identity(Identity(id: chat.rawValue)), address: chat, content: "hi", caller: .listens)
        let outcomes = try await base.accept(
            Intake(
                channel: channel, channelType: "test", events: [.message(message)], policy: policy, greeting: "Hello!",
                mayBegin: true, now: now))
        guard case .begun(let turn)? = outcomes.first else { throw StoreError(.invalid, "it was not begun") }
        let end = TurnCompletion.End.answered(text: text, usage: nil)
        let done = try await base.complete(
            TurnCompletion(turn: turn, end: end, mayBeginNext: true, policy: policy, now: now))
        for item in done.replies {
            let error = RecordedError(code: "later", kind: "unavailable", message: "Later.")
            _ = try await base.recordSend(
                item.reply.id, .retry(at: now.addingTimeInterval(1), error, counts: isTried), now: now)
        }
    }
}
