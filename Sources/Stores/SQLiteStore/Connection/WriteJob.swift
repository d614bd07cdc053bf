import BotStore
import GRDB

/// One call's work in a transaction that it may share with others.
struct WriteJob: Sendable {
    /// Does the work. What it returns answers the caller, and is called once the transaction is durable. It may be
    /// done twice, the first time undone: so it touches nothing but the database.
    let perform: @Sendable (Database) throws -> @Sendable () -> Void
    /// Answers the caller when there is nothing durable to answer with.
    let fail: @Sendable (StoreError) -> Void
}

extension WriteJob {
    init<Value: Sendable>(
        _ continuation: CheckedContinuation<Result<Value, StoreError>, Never>,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) {
        perform = { db in
            let value = try body(db)
            return { continuation.resume(returning: .success(value)) }
        }
        fail = { error in continuation.resume(returning: .failure(error)) }
    }
}
