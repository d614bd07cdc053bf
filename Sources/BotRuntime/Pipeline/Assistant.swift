import BotModel

/// What answers: the policy and the model with which a turn is begun, and ended, whatever is configured meanwhile.
struct Assistant: Sendable {
    let policy: TurnPolicy
    let model: ModelInUse
}

/// A model, and how many turns it is for. One that a reload has replaced is shut down when the last of them is over.
final class ModelInUse: Sendable {
    let model: any LanguageModel
    /// Those that were begun with it and are not let go.
    let turns = Capacity(limit: .max)

    init(_ model: any LanguageModel) { self.model = model }
}
