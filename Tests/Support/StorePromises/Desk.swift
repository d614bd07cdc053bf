import BotStore
import ChannelKit
import Foundation

/// A short hand for trying things on a store: one channel, a clock that stands still until it is moved.
struct Desk: Sendable {
    let store: any StoreUnderTest
    var channel = "web"
    var now = Date(timeIntervalSince1970: 1_800_000_000)
    var policy = ConversationPolicy(idleTimeout: .seconds(3600), historyLimit: 10)
    var overlap = OverlapPolicy.queue
    var limits = RateLimits()
    /// What somebody absent is told of a turn that failed for good, by instance.
    var apologies: [String: String] = [:]

    init(store: any StoreUnderTest) { self.store = store }

    func later(_ seconds: Double) -> Desk {
        var desk = self
        desk.now += seconds
        return desk
    }

    func on(_ channel: String) -> Desk {
        var desk = self
        desk.channel = channel
        return desk
    }

    /// The same desk where messages that wait share a turn.
    func merging(_ window: Duration = .zero) -> Desk {
        var desk = self
        desk.overlap = .merge(window: window)
        return desk
    }

    func limited(by limits: RateLimits) -> Desk {
        var desk = self
        desk.limits = limits
        return desk
    }

    func accept(
        _ events: [InboundEvent], plans: [TurnPlan] = [], mayBegin: Bool = true
    ) async throws -> [IntakeOutcome] {
        try await store.accept(
            Intake(
                channel: channel, channelType: "test", events: events, plans: plans, overlap: overlap,
                limits: limits, policy: policy, greeting: "Hello!", mayBegin: mayBegin, now: now))
    }

    func say(
        _ content: String, id: String, from sender: Sender? = nil, at address: ChatAddress = "alice",
        lane: Lane = .address, in conversation: ConversationSelector = .current, plan: TurnPlan = .answer,
        sentAt: Date? = nil, caller: Caller = .collects, context: String? = nil, mayBegin: Bool = true
    ) async throws -> IntakeOutcome {
        let message = InboundMessage(
            id: id, sender: sender ?? .identity(Identity(id: address.rawValue)), address: address, lane: lane,
            conversation: conversation, content: content, sentAt: sentAt, caller: caller, replyContext: context)
        let outcomes = try await accept([.message(message)], plans: [plan], mayBegin: mayBegin)
        return try require(outcomes.first, "an outcome")
    }

    /// What a platform says of a reply. True where replies may be sent now.
    @discardableResult
    func report(
        _ state: DeliveryStatus.State, of platformID: String, reply: ReplyID? = nil, error: ChannelError? = nil
    ) async throws -> Bool {
        let status = DeliveryStatus(platformID: platformID, reply: reply, state: state, error: error)
        let outcome = try await accept([.status(status)]).first
        guard case .noted(let dueReplies, _)? = outcome else {
            throw PromiseBroken(description: "not noted but \(String(describing: outcome))")
        }
        return dueReplies
    }

    /// Has a message answered, and its reply taken.
    func reply(
        to content: String, id: String, at address: ChatAddress = "alice", _ text: String = "fine"
    ) async throws -> OutboxItem {
        let turn = try await say(content, id: id, at: address, caller: .absent).begun()
        return try require(try await answer(turn, text).replies.first, "a reply")
    }

    @discardableResult
    func record(_ item: OutboxItem, _ outcome: SendOutcome) async throws -> OutboxItem? {
        try await store.recordSend(item.reply.id, outcome, now: now)
    }

    func take(_ limit: Int = 100) async throws -> [OutboxItem] {
        try await store.takeReplies(channels: [channel], limit: limit, now: now)
    }

    /// As a process does that finds what another one was sending.
    func takeOverReplies(after wait: Duration = .zero, mostUncertain: Int = 5) async throws {
        try await store.takeOverReplies(
            ReplyTakeover(waits: [channel: wait], otherwise: .zero, mostUncertain: mostUncertain), now: now)
    }

    func state(of item: OutboxItem) async throws -> String {
        try require(try await store.reply(item.reply.id), "the reply's row").record.state
    }

    /// Sends all that may be sent, of one chat after the other, and returns it.
    func sendAll() async throws -> [OutboxItem] {
        var sent: [OutboxItem] = []
        var waiting = try await take()
        while let item = waiting.first {
            waiting.removeFirst()
            sent.append(item)
            if let next = try await record(item, .sent(platformIDs: [])) { waiting.append(next) }
        }
        return sent
    }

    func suspect() async throws -> Turn? {
        try await store.beginSuspect(policy: policy, apologies: apologies, now: now).turns.first
    }

    /// Begins what was running when a process was killed, and clears it of suspicion.
    func recover() async throws -> [Turn] {
        var turns: [Turn] = []
        while let turn = try await suspect() {
            turns.append(turn)
            try await store.joinOthers(turn.id)
        }
        return turns
    }

    /// Opens a conversation without a message.
    func start(_ sender: Sender = .guest) async throws -> IntakeOutcome.Opening {
        try await accept([.start(ConversationStart(sender: sender))]).first.opening()
    }

    @discardableResult
    func answer(
        _ turn: Turn, _ text: String = "fine", parts: [String] = [], mayBeginNext: Bool = true
    ) async throws -> CompletedTurn {
        try await end(turn, .answered(text: text, usage: nil), parts: parts, mayBeginNext: mayBeginNext)
    }

    @discardableResult
    func fail(_ turn: Turn, partial: String? = nil, mayBeginNext: Bool = true) async throws -> CompletedTurn {
        try await end(turn, .failed(.trouble, partial: partial), mayBeginNext: mayBeginNext)
    }

    @discardableResult
    func end(
        _ turn: Turn, _ end: TurnCompletion.End, parts: [String] = [], apology: String? = nil,
        mayBeginNext: Bool = true
    ) async throws -> CompletedTurn {
        try await store.complete(
            TurnCompletion(
                turn: turn, end: end, parts: parts, apology: apology ?? apologies[channel], mayBeginNext: mayBeginNext,
                policy: policy, now: now))
    }

    func begin(_ limit: Int = 100) async throws -> [Turn] {
        try await store.beginTurns(limit: limit, policy: policy, apologies: apologies, now: now).turns
    }

    func page(
        _ conversation: ConversationID, of user: UserID, follows: Bool = false, before: MessageID? = nil,
        limit: Int = 50
    ) async throws -> HistoryPage? {
        try await store.history(
            HistoryQuery(
                user: user, conversation: conversation, followsContinuations: follows, before: before, limit: limit),
            channel: channel)
    }

    func rows(_ table: String) async throws -> Int {
        try require(try await store.rowCounts().first { $0.table == table }, "the table \(table)").rows
    }

    /// Runs `body` and checks that the store refuses it by this code.
    func expect(_ code: StoreError.Code, _ claim: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as StoreError {
            return try checkEqual(error.code, code, claim)
        }
        throw PromiseBroken(description: "\(claim): expected \(code), but it was done")
    }
}

extension RecordedError {
    static let trouble = RecordedError(
        code: "model_failed", kind: "upstreamFailed", message: "The model failed.", retryAfter: .milliseconds(1500),
        detail: "status 500")
}
