import BotModel

/// Why one call gave no reply, and what may be done about it.
struct Fault: Error, Sendable, Equatable {
    var error: ModelError
    var remedy: Remedy
    /// Whether the upstream was at work for it: its answer had begun, or whoever asked left after asking.
    var wasAtWork = false

    enum Remedy: Sendable, Equatable {
        /// Asking again would change nothing, or cost more.
        case none
        /// Ask again after a pause. `after`: as the upstream wants it.
        case again(after: Duration?)
        /// Ask once with fewer messages.
        case shorter
    }

    init(_ error: ModelError, remedy: Remedy) {
        self.error = error
        self.remedy = remedy
    }

    /// - Parameter words: the upstream's own, cleaned: for the message's row, and for no log.
    init(
        _ code: ModelError.Code, _ remedy: Remedy = .none, phase: ModelError.Phase? = nil, partial: String = "",
        detail: String, quoting words: String? = nil
    ) {
        self.init(
            ModelError(
                code, phase: phase, partial: partial.isEmpty ? nil : partial,
                detail: words.map { "\(detail): \($0)" } ?? detail, summary: detail), remedy: remedy)
    }
}
