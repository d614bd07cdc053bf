import StorePromises
import Testing

@Suite("PostgreSQL keeps what every store promises")
struct PostgresPromiseTests {
    @Test("A promise of the contract", arguments: StorePromise.all)
    func promise(_ promise: StorePromise) async throws {
        try await promise.run(on: PostgresBench())
    }
}
