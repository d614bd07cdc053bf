import BotStore
import ChannelKit

extension ResultRow {
    /// What became of one event, of whose rows this is the first; an opening with a turn has a second.
    func intakeOutcome(followedBy second: ResultRow?) throws(StoreError) -> IntakeOutcome {
        switch try kind {
        case "begun": return .begun(try turn)
        case "queued": return .queued(try id(.id))
        case "joined": return .joined(try id(.id))
        case "repeated":
            return .repeated(
                try id(.id),
                TurnAnswer(
                    text: try required(text(.content)), message: try id(.answerID),
                    conversation: try id(.conversationID)))
        case "opened":
            return .opened(
                IntakeOutcome.Opening(
                    user: try id(.userID), conversation: try id(.conversationID), greeting: try text(.content),
                    turn: try second?.openingTurn))
        case "skipped": return .skipped(try id(.id), rule: try required(text(.word)))
        case "noted": return .noted(dueReplies: try bool(.isDue), hasFailed: try bool(.hasFailed))
        default: return .refused(try refusal)
        }
    }

    private var openingTurn: IntakeOutcome.OpeningTurn {
        get throws(StoreError) { try kind == "begun" ? .begun(try turn) : .queued(try id(.id)) }
    }

    private var refusal: IntakeOutcome.Refusal {
        get throws(StoreError) {
            switch try text(.word) {
            case "conversationNotFound": return .conversationNotFound
            case "userNotFound": return .userNotFound
            case "revoked": return .revoked
            case "differentContent": return .differentContent
            case "optedOut": return .optedOut
            case "damaged": return .damaged
            case "rateLimited": return .rateLimited(retryAfter: .milliseconds(try required(int(.waitMilliseconds))))
            default: throw StoreError(.corrupt, "the database answers what this program does not know")
            }
        }
    }
}
