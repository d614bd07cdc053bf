import ChannelKit
import HTTPTypes
import Testing

@testable import HTTPChannel

@Suite("The caller's own id of a message")
struct IdempotencyTests {
    @Test func `it is the header's value, verbatim`() async throws {
        #expect(try await id(header: #""a b~!""#) == #""a b~!""#)
        #expect(try await id(header: String(repeating: "k", count: 255)) == String(repeating: "k", count: 255))
    }

    @Test func `it may stand in the body instead, or the same in both`() async throws {
        #expect(try await id(body: #""k-1""#) == "k-1")
        #expect(try await id(header: "k-1", body: #""k-1""#) == "k-1")
        #expect(try await id(header: "k-1", body: "null") == "k-1")
    }

    @Test func `without one, no two messages are the same`() async throws {
        let first = try await id()
        #expect(try await id() != first)
        #expect((1...255).contains(first.utf8.count))
    }

    @Test(arguments: ["", "\u{7F}", "é", "a\tb", String(repeating: "k", count: 256)])
    func `a header that is empty, long or not printable is refused`(header: String) async throws {
        await #expect(throws: refusal) { try await id(header: header) }
    }

    @Test(arguments: [#""""#, #""\n""#, #""\u0000""#, #""ü""#])
    func `so is such an id in the body`(body: String) async throws {
        await #expect(throws: refusal) { try await id(body: body) }
    }

    @Test func `two that differ are refused, wherever they stand`() async throws {
        await #expect(throws: refusal) { try await id(header: "k-1", body: #""k-2""#) }
        let bench = try Bench()
        let twice = HTTPDelivery.say(
            #"{"content":"hi"}"#, token: try await bench.token(), [("Idempotency-Key", "a"), ("Idempotency-Key", "b")])
        let response = try await bench.send(twice)
        #expect(response.status == 400)
        #expect(try response.json.code == "invalid_idempotency_key")
    }

    @Test func `an id that is no string is a wrong field`() async throws {
        await #expect(throws: Refusal(code: "invalid_field", status: 400)) { try await id(body: "42") }
    }

    private let refusal = Refusal(code: "invalid_idempotency_key", status: 400)

    private func id(header: String? = nil, body: String? = nil) async throws -> String {
        let bench = try Bench()
        let json = #"{"content":"hi"\#(body.map { #","id":\#($0)"# } ?? "")}"#
        let delivery = HTTPDelivery.say(
            json, token: try await bench.token(), header.map { [("Idempotency-Key", $0)] } ?? [])
        do {
            guard case .message(let message) = try await bench.events(of: delivery).first else { throw Unexpected() }
            return message.id
        } catch let error as ChannelError {
            throw Refusal(code: error.code.rawValue, status: error.kind.httpStatus.code)
        }
    }
}

/// An error as a client tells it apart.
struct Refusal: Error, Equatable {
    var code: String
    var status: Int
}
