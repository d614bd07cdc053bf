import NIOCore

/// Times of many calls, in microseconds.
struct Figures {
    private let sorted: [Double]

    init(_ times: [TimeAmount]) { self.init(microseconds: times.map { Double($0.nanoseconds) / 1_000 }) }

    init(microseconds: [Double]) { sorted = microseconds.sorted() }

    var count: Int { sorted.count }
    var smallest: Double { sorted.first ?? 0 }
    var median: Double { share(0.5) }
    var largest: Double { sorted.last ?? 0 }

    /// The value that so large a share of all stays at or below.
    func share(_ share: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
    }

    /// `name count min p50 p99 max`, whole microseconds.
    func line(_ name: String) -> String {
        let values = [smallest, median, share(0.99), largest].map { String(Int($0.rounded())) }
        return ([name, String(count)] + values).joined(separator: " ")
    }
}
