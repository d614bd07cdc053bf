/// Growing waits with jitter: each between half of and all of twice the one before, up to a limit.
struct Backoff: Sendable {
    private var current: Duration
    private let limit: Duration

    init(first: Duration, limit: Duration, attempt: Int = 1) {
        self.limit = limit
        current = first
        for _ in 0..<min(max(0, attempt - 1), 32) { current = min(current * 2, limit) }
    }

    mutating func next() -> Duration {
        defer { current = min(current * 2, limit) }
        return current * Double.random(in: 0.5...1)
    }
}
