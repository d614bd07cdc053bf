import Testing
import ThrowawayPostgres

@Suite("The throw-away server")
struct ThrowawayPostgresTests {
    @Test("Every database that is made is empty, and there is a server for it")
    func databases() async throws {
        let server = try await ThrowawayPostgres.shared()
        let name = try await server.makeDatabaseName()
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        #expect(try await server.query(tables, database: name) == "0")
    }
}
