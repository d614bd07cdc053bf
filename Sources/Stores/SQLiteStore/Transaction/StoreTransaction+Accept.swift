import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    func accept(_ delivery: Intake) throws -> [IntakeOutcome] {
        guard delivery.plans.isEmpty || delivery.plans.count == delivery.events.count else {
            throw StoreError(.invalid, "there must be a plan for each event, or none")
        }
        guard delivery.events.allSatisfy(\.isRecorded) else { throw Self.questionAsked }
        var intake = delivery
        var forgotten = ""
        if intake.events.contains(where: \.mayBringTurn) {
            guard let threshold = try db.row(UpkeepStatement.threshold, []) else {
                throw StoreError.corrupt("the store's own table")
            }
            forgotten = threshold[0]
            // While a turn is under suspicion nothing else is begun.
            if threshold[1] { intake.mayBegin = false }
        }
        return try intake.events.enumerated().map { index, event in
            let plan = intake.plans.isEmpty ? TurnPlan.answer : intake.plans[index]
            // A row that can never be read holds back nobody else's message.
            return try unlessDamaged { try accept(event, plan, intake, forgotten: forgotten) } ?? .refused(.damaged)
        }
    }

    private func accept(
        _ event: InboundEvent, _ plan: TurnPlan, _ intake: Intake, forgotten: String
    ) throws -> IntakeOutcome {
        do {
            switch event {
            case .message(let message): return try accept(message.storable, plan, intake, forgotten: forgotten)
            case .start(let start): return try open(start, plan, intake)
            case .status(let status): return try note(status, channel: intake.channel, now: intake.now)
            case .history, .turn: throw Self.questionAsked
            }
        } catch let refused as IntakeRefused {
            return .refused(refused.refusal)
        }
    }

    private static let questionAsked = StoreError(
        .invalid, "a question is not recorded; ask the store for the page, or the turn")

    private func accept(
        _ message: InboundMessage, _ plan: TurnPlan, _ intake: Intake, forgotten: String
    ) throws -> IntakeOutcome {
        // Nobody whose session has ended learns what became of what they sent before.
        let proven =
            message.credential == nil
            ? nil : try find(message.sender, bearing: message.credential, channel: intake.channel)
        for scope in message.sender.scopes {
            if let known: Int64 = try db.row(TurnStatement.known, [intake.channel, scope, message.id])?[0],
                let row = try turn(TurnID(known))
            {
                return try acceptAgain(message, row, intake)
            }
        }
        let known = try proven ?? find(message.sender, channel: intake.channel)
        let knownKey = try conversationKey(for: message, from: known?.id, by: known?.key, channel: intake.channel)
        let judgement = try judge(message, plan, from: known, intake, forgotten: forgotten)
        // Nothing has been written up to here, and nothing is refused from here on.
        var user = try settle(known, message.sender, message.profile, intake)
        let lane = known?.lane ?? user
        let key =
            try knownKey
            ?? conversationKey(for: message, from: user, by: known?.key ?? user, channel: intake.channel) ?? ""
        var entry = InboxEntry(
            channel: intake.channel, lane: message.lane(of: lane), address: message.address.rawValue,
            scope: message.sender.scopes.first ?? SenderScope.guest(user), messageID: message.id, user: user, key: key,
            content: message.content, caller: message.caller, replyContext: message.replyContext)
        entry.sentAt = message.sentAt
        switch judgement {
        case .skip(let rule):
            return try skip(&entry, rule: rule, intake)
        case .turn(let buckets):
            try draw(from: buckets, for: user, intake)
            entry.plan = plan
            if case .link(let attempt) = plan {
                let outcome = try obey(attempt, from: user, message.sender, intake)
                user = outcome.user
                (entry.user, entry.plan) = (user, .say(outcome.said))
            }
            if try obey(plan, from: user), plan.storedText?.isEmpty == true {
                return try skip(&entry, rule: plan.storedWord ?? "", intake)
            }
            return try take(&entry, intake)
        }
    }

    /// Opts somebody out or in at once, so that what comes next is judged by it; only what is said of it is the turn's.
    /// False: the plan is about neither.
    func obey(_ plan: TurnPlan, from user: UserID) throws -> Bool {
        switch plan {
        case .command(.stop, _): try db.run(UserStatement.optOut, [true, user.rawValue])
        case .command(.start, _): try db.run(UserStatement.optOut, [false, user.rawValue])
        default: return false
        }
        return true
    }

    private func skip(_ entry: inout InboxEntry, rule: String, _ intake: Intake) throws -> IntakeOutcome {
        entry.state = .skipped
        entry.rule = rule
        let id = try insert(entry, now: intake.now)
        if rule == Self.rateLimited, entry.caller == .absent { try giveNotice(to: entry, turn: id, intake) }
        return .skipped(id, rule: rule)
    }

    /// Begins a message's turn at once, or puts it into its lane.
    private func take(_ entry: inout InboxEntry, _ intake: Intake) throws -> IntakeOutcome {
        var window = Duration.zero
        if case .merge(let wait) = intake.overlap, entry.plan.asksModel {
            entry.isMergeable = true
            window = wait
        }
        let isFree = try laneHead(channel: entry.channel, lane: entry.lane) == nil
        if isFree && window > .zero { entry.notBefore = intake.now.after(window) }
        guard isFree && intake.mayBegin && entry.notBefore == nil else {
            return .queued(try insert(entry, now: intake.now))
        }
        let place = try openConversation(
            channel: intake.channel, key: entry.key, user: entry.user, acceptedAt: intake.now, policy: intake.policy,
            now: intake.now)
        if place.isPaused, entry.plan.isHeldByPause { return try holdEntry(&entry, in: place.id, intake) }
        return .begun(try insertRunning(&entry, in: place, intake))
    }
}

extension InboundMessage {
    /// The name of the lane in which it takes its place.
    func lane(of user: UserID) -> String {
        switch lane {
        case .address: address.rawValue
        case .sender: "u:\(user)"
        }
    }
}

extension InboundEvent {
    fileprivate var mayBringTurn: Bool {
        switch self {
        case .message, .start: true
        case .history, .turn, .status: false
        }
    }

    fileprivate var isRecorded: Bool {
        switch self {
        case .message, .start, .status: true
        case .history, .turn: false
        }
    }
}
