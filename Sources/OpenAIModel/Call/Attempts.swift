import BotModel

/// The calls made for one turn, and whether there may be another.
struct Attempts: Sendable {
    let request: ModelRequest
    /// For the question, in the estimate's measure; nil is none.
    var budget: Int?
    private(set) var calls = 0

    private let policy: RetryPolicy
    private let window: HistoryWindow
    private var retries = 0
    private var isShortened = false
    private var sent = 0
    private var estimate = 0

    init(_ request: ModelRequest, policy: RetryPolicy) {
        self.request = request
        self.policy = policy
        window = HistoryWindow(request)
    }

    /// What the next call sends.
    mutating func begin() -> (messages: ArraySlice<ModelRequest.Message>, estimate: Int) {
        let cut = window.cut(to: budget)
        calls += 1
        sent = cut.messages.count
        estimate = cut.estimate
        return cut
    }

    /// How long to wait before asking again, or nil when this failure is to stay.
    mutating func wait(after fault: Fault, random: Double) -> Duration? {
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
    private mutating func shorten() -> Bool {
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
