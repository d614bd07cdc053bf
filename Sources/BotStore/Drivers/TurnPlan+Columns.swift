/// A turn's plan in its two columns. One that asks the model has neither.
extension TurnPlan {
    /// Nil where the columns say nothing that makes sense.
    public init?(word: String?, text: String?) {
        switch (word, text) {
        case (nil, _): self = .answer
        case ("say", let text?): self = .say(text)
        case (let word?, let text?):
            guard let command = Command(rawValue: word) else { return nil }
            self = .command(command, text: text)
        default: return nil
        }
    }

    public var storedWord: String? {
        switch self {
        case .answer, .skip: nil
        // What is stored of a link is what became of it.
        case .say, .link: "say"
        case .command(let command, _): command.rawValue
        }
    }

    public var storedText: String? {
        switch self {
        case .answer, .skip: nil
        case .say(let text), .command(_, let text): text.storable
        case .link(let attempt): attempt.texts.unavailable.storable
        }
    }

    /// Whether what is said is said to the model.
    public var asksModel: Bool { self == .answer }
}
