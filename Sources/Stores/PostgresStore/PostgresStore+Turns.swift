public import BotStore
public import ChannelKit
import PostgresClient
import Synchronization

public import struct Foundation.Date

extension PostgresStore: Store {
    public func accept(_ intake: Intake) async throws(StoreError) -> [IntakeOutcome] {
        try outcomes(try await call(StoreFunction.accept, begins: true, parameters(of: intake)))
    }

    /// Never inlined, as what reads the rows: when thousands of calls come at once, each waits in the frame above.
    @inline(never) private func parameters(of intake: Intake) throws(StoreError) -> [PostgresValue] {
        guard intake.plans.isEmpty || intake.plans.count == intake.events.count else {
            throw StoreError(.invalid, "there must be a plan for each event, or none")
        }
        var events: [JSONParameter] = []
        for (index, event) in intake.events.enumerated() {
            events.append(try event.json(intake.plans.isEmpty ? .answer : intake.plans[index]))
        }
        var window: Int64?
        if case .merge(let wait) = intake.overlap { window = wait.storedMilliseconds }
        return [
            .int(replica), .text(intake.channel), .text(intake.channelType), .json(JSONParameter.array(events)),
            window.map { .int($0) } ?? .null, intake.limits.parameter,
            .int(intake.policy.idleTimeout.storedMilliseconds), .int(Int64(intake.policy.historyLimit)),
            .text(intake.greeting.storable), .bool(intake.mayBegin), .time(intake.now),
        ]
    }

    /// One outcome for each event. Of an opening with a turn there are two rows.
    @inline(never) private func outcomes(_ rows: [ResultRow]) throws(StoreError) -> [IntakeOutcome] {
        var outcomes: [IntakeOutcome] = []
        var index = 0
        while index < rows.count {
            let event = try rows[index].int(.event)
            let next = index + 1 < rows.count ? rows[index + 1] : nil
            let second = try next?.int(.event) == event ? next : nil
            let outcome = try rows[index].intakeOutcome(followedBy: second)
            if let turn = outcome.begunTurn { tenure.withLock { $0.began(turn) } }
            outcomes.append(outcome)
            index += second == nil ? 1 : 2
        }
        return outcomes
    }

    public func complete(_ completion: TurnCompletion) async throws(StoreError) -> CompletedTurn {
        let turn = completion.turn
        return try completed(
            try await ending(turn.id, attempt: turn.attempt, StoreFunction.complete, parameters(of: completion)))
    }

    @inline(never) private func parameters(of completion: TurnCompletion) -> [PostgresValue] {
        let turn = completion.turn
        let end = completion.end.columns
        let used = end.usage ?? completion.used
        let (replica, isAgain) = claim(on: turn)
        return [
            .int(replica), .int(turn.id.rawValue), .int(Int64(turn.attempt)), .text(end.word),
            .optional(end.text?.storable), .optional(end.usage?.model?.storable),
            .optional(used?.promptTokens), .optional(used?.completionTokens),
            .optional(end.usage?.finishReason?.storable), end.error?.parameter ?? .null,
            .texts(completion.parts.map(\.storable)), .optional(completion.apology?.storable),
            .bool(completion.mayBeginNext), .int(completion.policy.idleTimeout.storedMilliseconds),
            .int(Int64(completion.policy.historyLimit)), .time(completion.now), .bool(isAgain),
        ]
    }

    public func abandon(
        _ turn: Turn, error: RecordedError, apology: String?, now: Date
    ) async throws(StoreError) -> CompletedTurn {
        let (replica, isAgain) = claim(on: turn)
        return try completed(
            try await ending(
                turn.id, attempt: turn.attempt, StoreFunction.abandon,
                [
                    .int(replica), .int(turn.id.rawValue), .int(Int64(turn.attempt)), error.parameter,
                    .optional(apology?.storable), .time(now), .bool(isAgain),
                ]))
    }

    /// What this process is to the database, and whether the turn's end was tried before and may be there already.
    private func claim(on turn: Turn) -> (replica: Int64, isAgain: Bool) {
        tenure.withLock { ($0.replica, $0.unconfirmed.contains(turn.id)) }
    }

    /// Whether the end is there is only known once it is confirmed; the next try says that it is one.
    private func ending(
        _ turn: TurnID, attempt: Int, _ function: PostgresStatement, _ parameters: [PostgresValue]
    ) async throws(StoreError) -> [ResultRow] {
        do {
            let rows = try await call(function, begins: true, parameters)
            tenure.withLock { $0.ended(turn, attempt: attempt) }
            return rows
        } catch {
            tenure.withLock { tenure in
                switch error.code {
                case .fenced: tenure.ended(turn, attempt: attempt)
                case .unavailable: tenure.unconfirmed.insert(turn)
                default: break
                }
            }
            throw error
        }
    }

    @inline(never) private func completed(_ rows: [ResultRow]) throws(StoreError) -> CompletedTurn {
        var completed: CompletedTurn?
        for row in rows {
            switch try row.kind {
            case "ended":
                completed = CompletedTurn(
                    outcome: try row.outcome, replies: [], next: nil, ended: Int(try row.int(.count) ?? 0),
                    merged: try row.ints(.ids).map { TurnID($0) })
            case "reply": completed?.replies.append(try row.outboxItem)
            default:
                completed?.next = try row.turn
                // A turn that another process accepted counts here from now on.
                if try row.bool(.isForeign) { completed?.ended -= 1 }
            }
        }
        guard var completed else { throw StoreError(.corrupt, "the database does not say how a turn ended") }
        completed = tenure.withLock { tenure in
            var completed = completed
            // One that the call before had handed out, and that was taken since, is not sent twice.
            completed.replies.removeAll { !tenure.took($0) }
            if let next = completed.next { tenure.began(next) }
            return completed
        }
        return completed
    }

    public func postpone(
        _ turn: TurnID, until notBefore: Date, error: RecordedError, used: TurnCompletion.Usage?, now: Date
    ) async throws(StoreError) {
        let (replica, attempt) = tenure.withLock { ($0.replica, $0.turns[turn]) }
        guard let attempt else { throw StoreError(.fenced, "turn \(turn) is not this process's to postpone") }
        try await perform(
            StoreFunction.postpone,
            [
                .int(replica), .int(turn.rawValue), .int(Int64(attempt)), .time(notBefore), error.parameter,
                .optional(used?.promptTokens), .optional(used?.completionTokens), .time(now),
            ])
        tenure.withLock { $0.ended(turn, attempt: attempt) }
    }
}

extension IntakeOutcome {
    fileprivate var begunTurn: Turn? {
        switch self {
        case .begun(let turn): return turn
        case .opened(let opening):
            if case .begun(let turn)? = opening.turn { return turn }
            return nil
        default: return nil
        }
    }
}

extension TurnCompletion.End {
    fileprivate var columns: (word: String, text: String?, usage: TurnCompletion.Usage?, error: RecordedError?) {
        switch self {
        case .answered(let text, let usage): ("answered", text, usage, nil)
        case .said(let text): ("said", text, nil, nil)
        case .failed(let error, let partial): ("failed", partial, nil, error)
        case .cancelled(let partial): ("cancelled", partial, nil, nil)
        }
    }
}
