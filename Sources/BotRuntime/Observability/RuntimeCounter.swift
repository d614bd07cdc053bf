import BotModel
import ChannelKit

/// What the runtime counts, by the names that dashboards and alerts know. Each has the label `channel`, the instance's
/// name, and one more, whose values the code names.
enum RuntimeCounter: String, CaseIterable {
    case deliveries = "bot_deliveries_total"
    case events = "bot_events_total"
    case turns = "bot_turns_total"
    case postponements = "bot_turn_postponements_total"
    case modelCalls = "bot_model_calls_total"
    case tokens = "bot_model_tokens_total"
    case sends = "bot_sends_total"

    /// The name of the second label.
    var label: String {
        switch self {
        case .deliveries, .events, .turns, .modelCalls, .sends: "outcome"
        case .postponements: "reason"
        case .tokens: "direction"
        }
    }

    /// The words that are shown as nought from the start: of a series that appears with its first count, nobody can tell
    /// that it has grown.
    var words: [String] {
        switch self {
        case .deliveries: ["accepted", "overloaded", "store_unavailable"]
        case .events: ["accepted", "repeated", "skipped", "opened", "noted", "refused"]
        case .turns:
            ["answered", "said", "merged", "cancelled"]
                + Set(ModelError.Code.allCases.filter { $0 != .cancelled }.map(Self.failure)).sorted()
        case .postponements: ModelError.Code.allCases.filter(\.mayPass).map(\.word)
        case .modelCalls: ["answered", "retried"] + ModelError.Code.allCases.map(\.word)
        case .tokens: ["input", "output"]
        case .sends: ["sent", "retry", "fallback", "unknown", "dead", "held"]
        }
    }

    private static func failure(_ code: ModelError.Code) -> String {
        ChannelError(model: ModelError(code, detail: "")).code.rawValue
    }

    var help: String {
        switch self {
        case .deliveries:
            "What came in, by what became of it: accepted, answered (a handshake), or the code of the refusal."
        case .events:
            "Events in accepted deliveries: accepted, repeated, skipped, opened, noted (a delivery status), or refused."
        case .turns: "Turns that ended: answered, said (without the model), merged, cancelled, or the failure's code."
        case .postponements: "Turns put off because the model failed, by the failure."
        case .modelCalls: "Calls of the model: answered, retried (failed and made again), or the failure that stayed."
        case .tokens: "Tokens that the model has counted: input or output."
        case .sends:
            "Attempts to send a reply: sent, retry, fallback, unknown (it may have been sent), dead, or held."
        }
    }
}

/// What a message waits for on its way, one after the other.
enum RuntimeStage: String, CaseIterable {
    /// Writing a delivery down, until it is durable.
    case accept
    /// From there until the turn begins.
    case queue
    /// Until the model's first word, retries included.
    case modelFirstToken = "model_first_token"
    /// Until the model's last word, or its failure.
    case model
    /// Writing the turn's end down.
    case complete
    /// One attempt to send one reply.
    case send

    static let metric = "bot_stage_duration_seconds"
    static let help =
        "How long each stage of a message's way took: accept, queue, model_first_token, model, complete, send."
}
