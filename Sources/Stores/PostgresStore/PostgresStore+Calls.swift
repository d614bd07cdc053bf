import BotStore
import PostgresClient
import Synchronization

extension PostgresStore {
    /// So often is a call made again that was in another one's way.
    private static let mostRaces = 20

    /// Calls a function of the schema.
    ///
    /// - Parameter begins: Whether the call may begin turns or take replies: if its answer is lost, they have to be looked
    ///   for.
    func call(
        _ function: PostgresStatement, begins: Bool = false, _ parameters: [PostgresValue]
    ) async throws(StoreError) -> [ResultRow] {
        var races = 0
        while true {
            do {
                let rows = try await pool.run([PostgresQuery(function, parameters)])
                return rows[0].map(ResultRow.init)
            } catch {
                if error.isRace, races < Self.mostRaces {
                    races += 1
                    // Not all at once again.
                    try? await Task.sleep(for: .milliseconds(Int.random(in: 1...20)))
                    continue
                }
                if begins, error.kind == .unknown { tenure.withLock { $0.lostAnswer() } }
                throw StoreError(postgres: error)
            }
        }
    }

    /// Calls one that answers in nothing.
    func perform(_ function: PostgresStatement, _ parameters: [PostgresValue]) async throws(StoreError) {
        _ = try await call(function, parameters)
    }

    /// Calls one that answers in one number.
    func number(_ function: PostgresStatement, _ parameters: [PostgresValue]) async throws(StoreError) -> Int64? {
        guard let row = try await call(function, parameters).first else { return nil }
        return try row.int(.kind)
    }
}
