import BotModel

/// The calls made for one turn, one after another, and whether there may be a further one.
final class Attempts {
    let request: ModelRequest
    /// For the question, in the estimate's measure; nil is none.
    private var budget: Int?
    private(set) var calls = 0
    /// What the last call was estimated at, in tokens.
    private(set) var estimate = 0
    /// What those have cost that brought no reply. Nil: nothing.
    private(set) var spent: TokenUsage?

    private let policy: RetryPolicy
    private let window: HistoryWindow
    private var retries = 0
    private var isShortened = false
    private var sent = 0

    init(_ request: ModelRequest, policy: RetryPolicy, budget: Int?) {
        self.request = request
        self.policy = policy
        self.budget = budget
        window = HistoryWindow(request)
    }

    /// What the next call sends.
    func begin() -> ArraySlice<ModelRequest.Message> {
        let cut = window.cut(to: budget)
        calls += 1
        sent = cut.messages.count
        estimate = cut.estimate
        return cut.messages
    }

    /// Counts what the last call has cost, which brought no reply: what the upstream said, or an estimate of what it was sent
    /// and has written, where it was at work.
    func count(_ fault: Fault) {
        let written = fault.error.partial.map(TokenEstimate.tokens) ?? 0
        let estimated = fault.wasAtWork ? TokenUsage(prompt: estimate, completion: written) : nil
        guard let cost = fault.error.usage ?? estimated else { return }
        spent = spent.map { $0 + cost } ?? cost
    }

    /// A reply with what all the calls have cost.
    func total(_ reply: ModelReply) -> ModelReply {
        guard let spent else { return reply }
        var reply = reply
        reply.usage = reply.usage.map { $0 + spent } ?? spent
        return reply
    }

    /// How long to wait before asking again, or nil when this failure is to stay.
    func wait(after fault: Fault, random: Double) -> Duration? {
        if fault.remedy == .shorter { return shorten() ? .zero : nil }
        let remaining = request.deadline - .now
        guard let wait = policy.wait(before: fault.remedy, retries: retries, remaining: remaining, random: random)
        else {
            return nil
        }
        retries += 1
        return wait
    }

    /// Halves what is sent, once; false where no turn is left to leave out.
    private func shorten() -> Bool {
        guard !isShortened else { return false }
        isShortened = true
        let half = estimate / 2
        guard window.cut(to: half).messages.count < sent else { return false }
        budget = half
        return true
    }

    /// A failure's text with the number of calls that led to it.
    func tally(_ detail: String) -> String {
        calls > 1 ? "\(detail) (\(calls) calls)" : detail
    }
}
