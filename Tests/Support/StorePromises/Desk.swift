import BotStore
import ChannelKit
import Foundation

/// A short hand for trying things on a store: one channel, a clock that stands still until it is moved.
struct Desk: Sendable {
    let store: any StoreUnderTest
    var channel = "web"
    var now = Date(timeIntervalSince1970: 1_800_000_000)
    var policy = ConversationPolicy(idleTimeout: .seconds(3600), historyLimit: 10)

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

    func accept(_ events: [InboundEvent], mayBegin: Bool = true) async throws -> [IntakeOutcome] {
        try await store.accept(
            Intake(
                channel: channel, channelType: "test", events: events, policy: policy, greeting: "Hello!",
                mayBegin: mayBegin, now: now))
    }

    func say(
        _ content: String, id: String, from sender: Sender? = nil, at address: ChatAddress = "alice",
        in conversation: ConversationSelector = .current, caller: Caller = .collects, context: String? = nil,
        mayBegin: Bool = true
    ) async throws -> IntakeOutcome {
        let message = InboundMessage(
            id: id, sender: sender ?? .identity(Identity(id: address.rawValue)), address: address,
            conversation: conversation, content: content, caller: caller, replyContext: context)
        return try require(try await accept([.message(message)], mayBegin: mayBegin).first, "an outcome")
    }

    /// Opens a conversation without a message.
    func start(_ sender: Sender = .guest) async throws -> IntakeOutcome.Opening {
        try await accept([.start(ConversationStart(sender: sender))]).first.opening()
    }

    @discardableResult
    func answer(_ turn: Turn, _ text: String = "fine", mayBeginNext: Bool = true) async throws -> CompletedTurn {
        try await end(turn, .answered(text: text, usage: nil), mayBeginNext: mayBeginNext)
    }

    @discardableResult
    func fail(_ turn: Turn, partial: String? = nil, mayBeginNext: Bool = true) async throws -> CompletedTurn {
        try await end(turn, .failed(.trouble, partial: partial), mayBeginNext: mayBeginNext)
    }

    func end(_ turn: Turn, _ end: TurnCompletion.End, mayBeginNext: Bool = true) async throws -> CompletedTurn {
        try await store.complete(
            TurnCompletion(turn: turn, end: end, mayBeginNext: mayBeginNext, policy: policy, now: now))
    }

    func begin(_ limit: Int = 100) async throws -> [Turn] {
        try await store.beginTurns(limit: limit, policy: policy, now: now)
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
