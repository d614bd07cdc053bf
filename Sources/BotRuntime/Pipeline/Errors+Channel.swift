import BotModel
import BotStore
import ChannelKit

extension ChannelError {
    /// What a caller is told of a store that fails: that it is worth trying again, and nothing about the store.
    init(store error: StoreError) {
        switch error.code {
        case .invalid:
            self.init("invalid_value", kind: .invalid, message: "A value does not fit", detail: error.description)
        case .overloaded:
            self = .overloaded(retryAfter: .seconds(2))
        case .revoked:
            self = .revoked
        case .unavailable, .locked, .full, .readOnly, .schema, .corrupt, .fenced:
            self.init(
                "store_unavailable", kind: .unavailable, retry: .after(.seconds(5)),
                message: "The service cannot keep messages at the moment. Try again.", detail: error.description)
        }
    }

    /// What a caller is told of a model that fails. The upstream's own words stay in the message's row.
    init(model error: ModelError) {
        func failed(_ code: Code, _ message: String, retry: Retry = .never) -> ChannelError {
            ChannelError(code, kind: .upstreamFailed, retry: retry, message: message, detail: error.description)
        }
        let wait = error.retryAfter ?? .seconds(10)
        self =
            switch error.code {
            case .badKey, .notFound, .rejected, .failed, .malformed, .unreachable:
                failed("model_failed", "The model could not answer")
            case .quota: failed("model_quota", "The model's quota is spent")
            case .contextTooLong: failed("context_too_long", "The message is too long for the model")
            case .filtered: failed("content_filtered", "A content filter stopped the answer")
            case .refused: failed("model_refused", "The model declined to answer")
            case .cutOff: failed("reply_incomplete", "The model's answer broke off")
            case .rateLimited, .overloaded:
                ChannelError(
                    "model_overloaded", kind: .unavailable, retry: .after(wait),
                    message: "The model is busy. Try again later.", detail: error.description)
            case .timedOut:
                ChannelError(
                    "model_timeout", kind: .upstreamTimeout, retry: .now,
                    message: "The model took too long to answer", detail: error.description)
            case .cancelled: .shuttingDown
            }
    }

    /// What a caller is told of an event that left no trace.
    init(refusal: IntakeOutcome.Refusal) {
        switch refusal {
        case .conversationNotFound:
            self.init("conversation_not_found", kind: .notFound, message: "Conversation not found")
        case .userNotFound:
            self.init("user_not_found", kind: .notFound, message: "User not found")
        case .revoked:
            self = .revoked
        case .differentContent:
            self.init(
                "idempotency_conflict", kind: .conflict, message: "The same key came before with other content")
        case .rateLimited(let retryAfter):
            self.init(
                "rate_limited", kind: .rateLimited, retry: .after(retryAfter),
                message: "Too many messages. Try again later.")
        case .optedOut:
            self.init("opted_out", kind: .forbidden, message: "You asked for no more answers")
        case .damaged:
            // It would be no better the next time.
            self.init("internal_error", kind: .internalFault, message: "Something went wrong")
        }
    }

    /// What somebody is told whose session has ended.
    static let revoked = ChannelError("invalid_token", kind: .unauthenticated, message: "Invalid token")

    /// What somebody who waits is told of a message that was recorded under a rule.
    static let notAnswered = ChannelError(
        "not_answered", kind: .conflict, message: "The message is kept and will not be answered")
}

extension ModelError {
    /// The turns before it in its lane took all the time that its caller waits.
    static let waitedTooLong = ModelError(
        .timedOut, phase: .total, detail: "its time was over before its place in the lane came")
}

extension RecordedError {
    init(_ error: ChannelError, detail: String?) {
        self.init(
            code: error.code.rawValue, kind: error.kind.rawValue, message: error.message,
            retryAfter: error.retryAfter, detail: detail ?? error.detail)
    }
}

extension TurnResult {
    /// The turn's row was deleted while somebody waited for it.
    static let deleted = failed(
        TurnFailure(error: ChannelError(refusal: .conversationNotFound), recorded: false))

    /// The result that an outcome is, or nil while the turn is not over.
    init?(_ outcome: TurnOutcome) {
        switch outcome {
        case .pending: return nil
        case .answered(let answer): self = .answered(answer)
        case .failed(let error):
            self = .failed(TurnFailure(error: error.channelError, recorded: true))
        case .cancelled:
            self = .failed(TurnFailure(error: RecordedError.cancelled.channelError, recorded: true))
        }
    }
}
