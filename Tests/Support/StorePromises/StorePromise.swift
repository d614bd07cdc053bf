import BotStore

/// One thing that every store keeps, whatever database is behind it.
public struct StorePromise: Sendable, CustomStringConvertible {
    /// The promise, as a sentence.
    public let name: String
    private let body: @Sendable (any StoreBench) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (any StoreBench) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// A promise that needs no second opening.
    init(_ name: String, onOne body: @escaping @Sendable (Desk) async throws -> Void) {
        self.init(name) { bench in
            let store = try await bench.open()
            do {
                try await body(Desk(store: store))
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
    }

    public var description: String { name }

    /// Throws `PromiseBroken`, or whatever the store threw, where the promise is not kept.
    public func run(on bench: any StoreBench) async throws {
        try await body(bench)
    }

    public static let all: [StorePromise] =
        following
        + order + deduplication + askingAgain + people + conversations + history + isolation + replies + repetitions
        + recovery + suspicion + names + plans + limiting + merging + statuses + outbox + forgetting + operators
        + retrying
        + damage + upkeep + randomized + randomMerging + accounts + sessions + linking + deleting
        + pausing + counter + budgets + expiry + backlogs + observing + changingHands + sharing
}

/// What was promised and did not happen.
public struct PromiseBroken: Error, CustomStringConvertible {
    public let description: String
}

func check(
    _ condition: Bool, _ claim: @autoclosure () -> String, file: String = #fileID, line: Int = #line
) throws {
    if !condition { throw PromiseBroken(description: "\(file):\(line): not so: \(claim())") }
}

func checkEqual<Value: Equatable>(
    _ found: Value, _ expected: Value, _ claim: @autoclosure () -> String, file: String = #fileID, line: Int = #line
) throws {
    try check(found == expected, "\(claim()); expected \(expected), found \(found)", file: file, line: line)
}

func require<Value>(
    _ value: Value?, _ claim: @autoclosure () -> String, file: String = #fileID, line: Int = #line
) throws -> Value {
    guard let value else { throw PromiseBroken(description: "\(file):\(line): missing: \(claim())") }
    return value
}
