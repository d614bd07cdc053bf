import BotStore
import ChannelKit

extension ResultRow {
    /// A turn that was begun.
    var turn: Turn {
        get throws(StoreError) {
            guard let caller = Caller(rawValue: try required(text(.caller))),
                let plan = TurnPlan(word: try text(.plan), text: try text(.planText))
            else { throw StoreError(.corrupt, "a turn in the database makes no sense to this program") }
            return Turn(
                id: try id(.id), channel: try required(text(.channel)),
                address: ChatAddress(try required(text(.address))),
                user: try id(.userID), conversation: try id(.conversationID), messageID: try text(.messageID) ?? "",
                content: try required(text(.content)), plan: plan, caller: caller, replyContext: try text(.context),
                attempt: Int(try required(int(.attempt))), acceptedAt: try required(time(.acceptedAt)),
                merged: try texts(.merged), history: try history,
                followers: try ints(.watchers).map { ProcessID(rawValue: $0) })
        }
    }

    private var history: [Turn.Message] {
        get throws(StoreError) {
            let contents = try texts(.history)
            if contents.isEmpty { return [] }
            return zip(try text(.roles) ?? "", contents).map { letter, content in
                Turn.Message(role: letter == "u" ? .user : letter == "a" ? .assistant : .system, content: content)
            }
        }
    }

    /// A reply that was taken.
    var outboxItem: OutboxItem {
        get throws(StoreError) {
            let body: Reply.Body
            if let failure = try error {
                body = .failure(failure.channelError)
            } else {
                body = .text(try required(text(.content)))
            }
            let reply = Reply(
                id: try id(.id), body: body, inReplyTo: try text(.messageID),
                conversation: try optionalID(.conversationID),
                attempt: Int(try required(int(.attempt))), quotesQuestion: try bool(.quotes),
                usesFallback: try bool(.fallback))
            return OutboxItem(
                channel: try required(text(.channel)), reply: reply,
                address: ReplyAddress(chat: ChatAddress(try required(text(.address))), context: try text(.context)),
                attempt: Int(try required(int(.attemptSince))), uncertain: Int(try required(int(.uncertain))))
        }
    }

    /// What a row of kind `ended` says of a turn's end.
    var outcome: TurnOutcome {
        get throws(StoreError) {
            switch try text(.word) {
            case "answered":
                return .answered(
                    TurnAnswer(
                        text: try required(text(.content)), message: try id(.answerID),
                        conversation: try id(.conversationID)))
            case "failed": return .failed(try required(error))
            case "cancelled": return .cancelled
            default: return .pending
            }
        }
    }
}
