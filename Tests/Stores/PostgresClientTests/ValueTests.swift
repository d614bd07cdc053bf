import Foundation
import PostgresClient
import SeededRandom
import Testing

@Suite("Values")
struct ValueTests {
    static let echo = """
        SELECT $1::bool, $2::bigint, $3::float8, $4::text, $5::jsonb, $6::timestamptz, $7::text[], $8::bigint[]
        """

    @Test("A random value of every type comes back as it was sent", arguments: 0..<200)
    func roundTrip(_ seed: UInt64) async throws {
        let bench = try await Self.bench.value
        var random = RandomValues(generator: SeededGenerator(seed: seed))
        let (flag, number, fraction) = (seed % 2 == 0, random.integer(), random.double())
        let (text, time, numbers) = (random.text(), random.time(), random.list { $0.integer() })
        let texts = random.list { Bool.random(using: &$0.generator) ? $0.text() : nil }
        // The server keeps the meaning of a document, not its letters: one that has one form only.
        let json = "[\(number), \"\(seed)ü\"]"
        let row = try #require(
            try await bench.rows(
                Self.echo,
                [
                    .bool(flag), .int(number), .double(fraction), .text(text), .json(json), .time(time), .texts(texts),
                    .ints(numbers),
                ]
            ).first)
        #expect(try row.bool(0) == flag)
        #expect(try row.int(1) == number)
        #expect(try row.double(2)?.bitPattern == fraction.bitPattern)
        #expect(try Array(#require(try row.text(3)).utf8) == Array(text.utf8))
        #expect(try row.text(4) == json)
        #expect(try row.time(5) == time)
        #expect(try row.texts(6) == texts)
        #expect(try row.ints(7) == numbers)
    }

    @Test("A null of every type is nil")
    func nulls() async throws {
        let bench = try await Self.bench.value
        let row = try #require(
            try await bench.rows(Self.echo, [PostgresValue](repeating: .null, count: 8)).first)
        #expect(try row.bool(0) == nil)
        #expect(try row.int(1) == nil)
        #expect(try row.double(2) == nil)
        #expect(try row.text(3) == nil)
        #expect(try row.text(4) == nil)
        #expect(try row.time(5) == nil)
        #expect(try row.texts(6) == nil)
        #expect(try row.ints(7) == nil)
    }

    @Test("Numbers and texts of the server's other types are read, too")
    func otherTypes() async throws {
        let bench = try await Self.bench.value
        let row = try #require(
            try await bench.rows(
                """
                SELECT 7::smallint, -7::int, 1.5::real, 'a'::varchar, 'b'::name, '{"a":1}'::json, ARRAY[1, -2]::int[],
                    ARRAY['x', NULL]::varchar[], '{}'::text[], 'infinity'::timestamptz
                """
            ).first)
        #expect(try row.int(0) == 7)
        #expect(try row.int(1) == -7)
        #expect(try row.double(2) == 1.5)
        #expect(try row.text(3) == "a")
        #expect(try row.text(4) == "b")
        #expect(try row.text(5) == #"{"a":1}"#)
        #expect(try row.ints(6) == [1, -2])
        #expect(try row.texts(7) == ["x", nil])
        #expect(try row.texts(8) == [])
        #expect(try row.time(9) == nil)
    }

    @Test("A column of another type, and one that is not there, are errors and no traps")
    func wrongTypes() async throws {
        let bench = try await Self.bench.value
        let row = try #require(try await bench.rows("SELECT 1, 'a'::text, ARRAY[1, NULL]::bigint[]").first)
        #expect(await refusal { () throws(PostgresError) in _ = try row.text(0) }?.kind == .invalid)
        #expect(await refusal { () throws(PostgresError) in _ = try row.int(1) }?.kind == .invalid)
        #expect(await refusal { () throws(PostgresError) in _ = try row.time(1) }?.kind == .invalid)
        #expect(await refusal { () throws(PostgresError) in _ = try row.ints(2) }?.kind == .invalid)
        #expect(await refusal { () throws(PostgresError) in _ = try row.int(3) }?.kind == .invalid)
        #expect(await refusal { () throws(PostgresError) in _ = try row.int(-1) }?.kind == .invalid)
    }

    @Test(
        "A NUL character is refused and not cut off",
        arguments: [PostgresValue.text("a\0b"), .json("\"\0\""), .texts(["a", "\0"])])
    func nul(_ value: PostgresValue) async throws {
        let bench = try await Self.bench.value
        #expect(
            await refusal { () throws(PostgresError) in _ = try await bench.pool.run([.sql("SELECT $1::text", [value])])
            }?
            .kind == .invalid)
    }

    @Test("An error about a value does not hold the value")
    func quotedValue() async throws {
        let bench = try await Self.bench.value
        let error = await refusal { () throws(PostgresError) in
            _ = try await bench.pool.run([.sql("SELECT $1::text::int", [.text("confidential")])])
        }
        #expect(error?.sqlState == "22P02")
        #expect(error.map { !"\($0)".contains("confidential") } == true)
    }

    private static let bench = Task { try await Bench() }
}
