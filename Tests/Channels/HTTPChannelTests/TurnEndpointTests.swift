import ChannelKit
import Foundation
import HTTPTypes
import Testing

@testable import HTTPChannel

@Suite("One turn, by its id")
struct TurnEndpointTests {
    private func turn(
        _ bench: Bench, _ method: HTTPRequest.Method = .get, _ path: String = "/17/events", last: String? = nil
    ) async throws -> HTTPDelivery {
        var headers = [("Authorization", "Bearer \(try await bench.token())")]
        if let last { headers.append(("Last-Event-ID", last)) }
        return .make(method, "/chat/turns\(path)", headers)
    }

    private func query(_ bench: Bench, _ delivery: HTTPDelivery) async throws -> TurnQuery? {
        guard case .turn(let query) = try await bench.events(of: delivery).first else { return nil }
        return query
    }

    @Test func `what the reader has already is told by the header, or in the address`() async throws {
        let bench = try Bench()
        let place = TurnPosition(attempt: 2, offset: 57)
        for delivery in [
            try await turn(bench, last: "2.57"), try await turn(bench, .get, "/17/events?after=2.57"),
            try await turn(bench, .get, "/17/events?after=1.3", last: "2.57"),
        ] {
            let query = try await query(bench, delivery)
            let credential = Credential(issuedAt: Date(timeIntervalSince1970: 1_785_585_600))
            #expect(
                query
                    == TurnQuery(
                        turn: TurnID(17), user: UserID(7), wish: .follow(after: place), credential: credential))
        }
        #expect(try await query(bench, turn(bench))?.wish == .follow(after: .start))
        #expect(try await query(bench, turn(bench, .get, "/17/events?after="))?.wish == .follow(after: .start))
        #expect(try await query(bench, turn(bench, .delete, "/17"))?.wish == .cancel)
    }

    @Test(arguments: ["57", "x", "2.57.1", "0.3"])
    func `an id that is none of ours is 400`(id: String) async throws {
        let bench = try Bench()
        #expect(try await bench.send(turn(bench, last: id)).status == 400)
        #expect(try await bench.send(turn(bench, .get, "/17/events?after=\(id)")).status == 400)
    }

    @Test func `the stream begins with the turn and goes on behind what the reader has`() async throws {
        var bench = try Bench()
        bench.runtime = Bench.answering(ScriptedTurn(text: "Hello, you", pieces: ["Hel", "lo, ", "you"]))
        let response = try await bench.send(turn(bench, last: "1.3"))
        #expect(response.status == 200)
        #expect(response.headers[.cacheControl] == "no-cache, no-transform")
        #expect(response.headers[try #require(HTTPField.Name("X-Accel-Buffering"))] == "no")
        let events = try response.events
        #expect(events.map(\.name) == ["turn", "delta", "delta", "done"])
        #expect(events.map(\.id) == [nil, "1.7", "1.10", "1.end"])
        #expect(events[0].data == .init(conversation_id: "11", turn_id: "17"))
    }

    @Test func `nothing more to come is 204, without a body`() async throws {
        let bench = try Bench()
        let response = try await bench.send(turn(bench, last: "1.end"))
        #expect(response.status == 204 && response.bytes.isEmpty)
        #expect(try await bench.send(turn(bench, .delete, "/17")).status == 204)
    }

    @Test func `where the server stops, the stream ends without an end of the turn`() async throws {
        var bench = try Bench()
        bench.runtime = Bench.answering(ScriptedTurn(pieces: ["Half"], end: nil))
        let response = try await bench.send(turn(bench))
        #expect(try response.events.map(\.name) == ["turn", "delta"])
    }

    @Test func `an answer that is written anew is told by a reset, and a silence by a comment`() async throws {
        let source = Steps([
            .text("Hel", TurnPosition(attempt: 1, offset: 3)), .text("", TurnPosition(attempt: 1, offset: 3)),
            .reset(TurnPosition(attempt: 2, offset: 0)), .text("Good day", TurnPosition(attempt: 2, offset: 8)),
            .finished(
                .answered(TurnAnswer(text: "Good day", message: MessageID(42), conversation: ConversationID(11))),
                TurnPosition(attempt: 2, offset: nil)),
        ])
        let ticket = TurnTicket(turn: TurnID(5), isRepeat: false, source: source)
        let response = try await Response(ReplyEvents(ticket: ticket, requestID: "r").answer())
        let writes = response.writes.map { String(decoding: $0, as: UTF8.self) }
        #expect(writes[2] == ":\n\n")
        #expect(writes[3] == "event: reset\nid: 2.0\ndata: {}\n\n")
        #expect(writes[4] == "event: delta\nid: 2.8\ndata: {\"text\":\"Good day\"}\n\n")
        #expect(writes[5].hasPrefix("event: done\nid: 2.end\n"))
        #expect(writes.count == 6)
    }

    @Test func `a ticket is good once, for its turn, for a minute`() async throws {
        let bench = try Bench()
        func ticket() async throws -> String {
            try #require(try await bench.send(turn(bench, .post, "/17/ticket")).json.ticket)
        }
        func status(_ ticket: String, _ path: String = "/17/events") async throws -> Int {
            try await bench.send(.make(.get, "/chat/turns\(path)?ticket=\(ticket)")).status
        }
        let first = try await ticket()
        #expect(try await status(first, "/18/events") == 401)
        #expect(try await status(first) == 200)
        #expect(try await status(first) == 401)
        let late = try await ticket()
        bench.clock.advance(by: 61)
        #expect(try await status(late) == 401)
        let changed = try await ticket()
        #expect(try await status(String(changed.dropLast()) + (changed.hasSuffix("0") ? "1" : "0")) == 401)
        #expect(try await status(changed.replacing("7-17", with: "8-17")) == 401)
        #expect(try await status("ticket.7-17.9999999999.x." + String(repeating: "0", count: 64)) == 401)
    }

    @Test func `a ticket of another instance, another store or another key is none`() async throws {
        let here = try Bench()
        let ticket = try #require(try await here.send(turn(here, .post, "/17/ticket")).json.ticket)
        let others = [
            try Bench(instance: "other"), try Bench(installation: "there"),
            try Bench(jwtKey: "another-key-of-at-least-32-bytes-yes"),
        ]
        for other in others {
            let answer = try await other.send(.make(.get, "/chat/turns/17/events?ticket=\(ticket)"))
            #expect(answer.status == 401)
        }
        let again = try Bench()
        let elsewhere = try await again.send(.make(.get, "/chat/turns/17/events?ticket=\(ticket)"))
        #expect(elsewhere.status == 200, "another process with the same key takes it")
    }

    @Test func `a ticket that was used at one replica is used at all`() async throws {
        let limits = LocalLimits()
        let replicas = [try Bench(limits: limits), try Bench(limits: limits)]
        let ticket = try #require(try await replicas[0].send(turn(replicas[0], .post, "/17/ticket")).json.ticket)
        let delivery = HTTPDelivery.make(.get, "/chat/turns/17/events?ticket=\(ticket)")
        #expect(try await replicas[1].send(delivery).status == 200)
        for replica in replicas { #expect(try await replica.send(delivery).status == 401) }
    }

    @Test func `nobody is admitted by a ticket of which it cannot be known whether it was used`() async throws {
        let bench = try Bench(limits: Bench.NoLimits())
        let ticket = try #require(try await bench.send(turn(bench, .post, "/17/ticket")).json.ticket)
        #expect(try await bench.send(.make(.get, "/chat/turns/17/events?ticket=\(ticket)")).status == 503)
    }

    @Test func `a ticket is no token, and a token is no ticket`() async throws {
        let bench = try Bench()
        let ticket = try #require(try await bench.send(turn(bench, .post, "/17/ticket")).json.ticket)
        #expect(try await bench.send(.read(token: ticket)).status == 401)
        let token = try await bench.token()
        #expect(try await bench.send(.make(.get, "/chat/turns/17/events?ticket=\(token)")).status == 401)
    }

    /// A turn whose steps are written down.
    private actor Steps: TurnSource {
        private var rest: [TurnStep]

        init(_ steps: [TurnStep]) { rest = steps }

        func result() async throws(CancellationError) -> TurnResult { throw CancellationError() }
        func next(after offset: Int) async throws(CancellationError) -> TurnUpdate { throw CancellationError() }

        func step(after position: TurnPosition) async throws(CancellationError) -> TurnStep {
            if rest.isEmpty { throw CancellationError() }
            return rest.removeFirst()
        }
    }
}
