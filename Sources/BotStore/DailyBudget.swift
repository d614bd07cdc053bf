/// How much of the model each user may use on one day of UTC, over all channels. Once it is spent, what they ask is
/// answered with a notice until the day is over, and the model is not asked.
///
/// What counts is what the model reports, of every call that was made: also of one that was made again, of one after which
/// the turn was put off, and of one that broke off or was cancelled. Of the latter two it is an estimate where the model was at
/// work and reported nothing. A call that was refused, or never answered, counts nothing, and neither does what a process was
/// asking when it was killed. The answer that goes over the budget is still given. Who is linked to a chat, or takes one
/// away, takes along what was used there.
public struct DailyBudget: Sendable, Hashable {
    /// Of questions and answers together. Nil: without limit.
    public var tokens: Int?
    /// In the price's currency. Nil, or without a price: without limit.
    public var cost: Double?
    public var price: TokenPrice?
    /// What is said instead of an answer.
    public var notice: String

    public init(tokens: Int? = nil, cost: Double? = nil, price: TokenPrice? = nil, notice: String) {
        self.tokens = tokens
        self.cost = cost
        self.price = price
        self.notice = notice
    }

    /// Whether nothing is left of it.
    public func isSpent(prompt: Int, completion: Int) -> Bool {
        if let tokens, prompt + completion >= tokens { return true }
        if let cost, let price { return price.cost(prompt: prompt, completion: completion) >= cost }
        return false
    }
}

/// What a million tokens cost, in whatever currency its reader thinks in.
public struct TokenPrice: Sendable, Hashable {
    public var input: Double
    public var output: Double

    public init(input: Double, output: Double) {
        self.input = input
        self.output = output
    }

    public func cost(prompt: Int, completion: Int) -> Double {
        (Double(prompt) * input + Double(completion) * output) / 1_000_000
    }
}
