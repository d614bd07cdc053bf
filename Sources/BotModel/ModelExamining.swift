/// A model that can find out whether its upstream would answer, at no cost: for `bot doctor`. Found by conformance.
public protocol ModelExamining: LanguageModel {
    /// Asks for something that costs nothing and needs the key. Throws why it would not work.
    func examine() async throws(ModelError) -> ModelExamination
}

/// What was found of a model's upstream.
public struct ModelExamination: Sendable, Hashable {
    /// Whether the upstream lists the model that is configured. Nil where it gives no list.
    public var isListed: Bool?
    /// Names it lists that are like the configured one, at most a few.
    public var similar: [String]

    public init(isListed: Bool?, similar: [String] = []) {
        self.isListed = isListed
        self.similar = similar
    }
}
