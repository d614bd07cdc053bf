import BotStore
import ChannelKit
import GRDB

/// What is done with a message that was not known.
enum Judgement {
    /// It gets a turn, which draws from these buckets.
    case turn([Bucket])
    case skip(rule: String)
}

extension StoreTransaction {
    /// Written nothing yet. Throws a refusal for somebody who waits; somebody absent is recorded as skipped.
    func judge(
        _ message: InboundMessage, _ plan: TurnPlan, from user: KnownUser?, _ intake: Intake, forgotten: String
    ) throws -> Judgement {
        if let sentAt = message.sentAt, Timestamp.text(sentAt) <= forgotten { return .skip(rule: "forgotten") }
        if case .skip(let rule) = plan { return .skip(rule: rule.storable) }
        if user?.hasOptedOut == true, !plan.optsIn {
            guard message.caller == .absent else { throw IntakeRefused(.optedOut) }
            return .skip(rule: "opted_out")
        }
        // Nobody asks too often to be left alone.
        if plan.isConsent { return .turn([]) }
        let buckets = try buckets(forTurnOf: user?.id, intake)
        if let wait = buckets.compactMap(\.wait).max() {
            guard message.caller == .absent else { throw IntakeRefused(.rateLimited(retryAfter: wait)) }
            return .skip(rule: Self.rateLimited)
        }
        return .turn(buckets)
    }

    /// Somebody waits for an opening. One without a message takes no turn.
    func judge(_ start: ConversationStart, from user: KnownUser?, _ intake: Intake) throws -> [Bucket] {
        var buckets: [Bucket] = []
        if let limit = intake.limits.address, let address = start.clientAddress?.storable {
            buckets.append(try bucket(LimitKey.address(address, intake.channel), limit, now: intake.now))
        }
        if start.content != nil {
            if user?.hasOptedOut == true { throw IntakeRefused(.optedOut) }
            buckets += try self.buckets(forTurnOf: user?.id, intake)
        }
        if let wait = buckets.compactMap(\.wait).max() { throw IntakeRefused(.rateLimited(retryAfter: wait)) }
        return buckets
    }

    static let rateLimited = "rate_limited"
}

extension TurnPlan {
    fileprivate var optsIn: Bool {
        if case .command(.start, _) = self { true } else { false }
    }

    fileprivate var isConsent: Bool {
        switch self {
        case .command(.stop, _), .command(.start, _): true
        default: false
        }
    }
}
