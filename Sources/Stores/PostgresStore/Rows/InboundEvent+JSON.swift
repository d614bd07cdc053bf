import BotStore
import ChannelKit

extension InboundEvent {
    /// The event as `ck1_accept` reads it. Throws where it is none that a store records.
    func json(_ plan: TurnPlan) throws(StoreError) -> JSONParameter {
        var json = JSONParameter()
        switch self {
        case .message(let message): message.storable.write(to: &json, plan)
        case .start(let start): start.storable.write(to: &json, plan)
        case .status(let status): status.write(to: &json)
        case .history, .turn:
            throw StoreError(.invalid, "a question is not recorded; ask the store for the page, or the turn")
        }
        return json
    }
}

extension InboundMessage {
    fileprivate func write(to json: inout JSONParameter, _ plan: TurnPlan) {
        json.set("kind", "message")
        json.set("id", id)
        json.set("scopes", sender.scopes)
        sender.write(to: &json)
        profile.write(to: &json)
        json.set("address", address.rawValue)
        json.set("lane", lane == .sender ? "s" : "a")
        switch conversation {
        case .current: break
        case .named(let name): json.set("named", name)
        case .existing(let id): json.set("existing", id.rawValue)
        }
        json.set("content", content)
        json.set("sent", sentAt)
        json.set("caller", caller.rawValue)
        json.set("context", replyContext)
        json.set("session", credential?.session?.rawValue)
        json.set("issued", credential?.issuedAt)
        plan.write(to: &json)
    }
}

extension ConversationStart {
    fileprivate func write(to json: inout JSONParameter, _ plan: TurnPlan) {
        json.set("kind", "start")
        sender.write(to: &json)
        profile.write(to: &json)
        json.set("content", content)
        json.set("client", clientAddress)
        plan.write(to: &json)
    }
}

extension DeliveryStatus {
    fileprivate func write(to json: inout JSONParameter) {
        json.set("kind", "status")
        json.set("platform_id", platformID.storable)
        json.set("reply", reply?.rawValue)
        json.set("state", state.rawValue)
        guard state == .failed else { return }
        let error = error ?? .unexplained
        json.set("error_code", error.code.rawValue.storable)
        json.set("error_kind", error.kind.rawValue)
        json.set("error_message", error.message.storable)
        json.set("error_retry_after", error.retryAfter?.storedMilliseconds)
        json.set("error_detail", error.detail?.storable)
        json.set("scope", error.scope == .instance ? "instance" : "chat")
        json.set("retry", error.retry.word)
    }
}

extension ChannelError.Retry {
    /// What follows from a failure that a platform reports after it had taken a reply.
    fileprivate var word: String {
        switch self {
        case .now, .after: "again"
        case .fallback: "fallback"
        case .never, .unknown: "never"
        }
    }
}

extension Sender {
    fileprivate func write(to json: inout JSONParameter) {
        switch self {
        case .user(let id): json.set("user", id.rawValue)
        case .identity(let identity):
            json.set("scope", identity.scope)
            json.set("names", identity.names)
        case .guest: break
        }
    }
}

extension Profile {
    fileprivate func write(to json: inout JSONParameter) {
        json.set("name", name)
        json.set("email", email)
        json.set("phone", phoneNumber)
    }
}

extension TurnPlan {
    fileprivate func write(to json: inout JSONParameter) {
        switch self {
        case .skip(let rule):
            json.set("plan", "skip")
            json.set("rule", rule.storable)
        case .link(let attempt):
            json.set("plan", "link")
            json.set("link", attempt.json)
        case .answer, .say, .command:
            json.set("plan", storedWord)
            json.set("text", storedText)
        }
    }
}

extension LinkAttempt {
    fileprivate var json: JSONParameter {
        var json = JSONParameter()
        json.set("code", codeHash)
        json.set("limit", limit.json)
        json.set("linked", texts.linked.storable)
        json.set("wrong", texts.wrong.storable)
        json.set("limited", texts.limited.storable)
        json.set("linked_already", texts.linkedAlready.storable)
        json.set("unavailable", texts.unavailable.storable)
        return json
    }
}

extension ChannelError {
    /// A platform reports a failure and no reason.
    fileprivate static let unexplained = ChannelError(
        "delivery_failed", kind: .upstreamFailed, message: "The platform did not deliver the reply.")
}
