import ChannelKit

/// Rules by which stores themselves let messages go without the model's answer, as they stand in a turn's row.
public enum SkipRule {
    /// A person has taken the conversation over. The message is recorded in it.
    public static let paused = "paused"
    /// Its user's daily budget is spent. The notice is its answer.
    public static let spent = "spent"
}

extension RecordedError {
    /// What one who waits is told of a message that nobody answers yet. The runtime puts its own words for it.
    public static let paused = RecordedError(
        code: ChannelError.Code.paused.rawValue, kind: ChannelError.Kind.conflict.rawValue,
        message: "A person has taken over. Your message is kept.")
}

extension TurnPlan {
    /// Whether a paused conversation takes the message without a word. Who opts out or in is obeyed at any time.
    public var isHeldByPause: Bool {
        switch self {
        case .command(.stop, _), .command(.start, _): false
        default: true
        }
    }
}
