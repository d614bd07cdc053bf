import StorePromises
import Testing

@Suite("SQLite keeps what every store promises")
struct SQLitePromiseTests {
    @Test("A promise of the contract", arguments: StorePromise.all)
    func promise(_ promise: StorePromise) async throws {
        try await promise.run(on: SQLiteBench())
    }
}
