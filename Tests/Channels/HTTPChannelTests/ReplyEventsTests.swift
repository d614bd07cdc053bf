import ChannelKit
import Foundation
import HTTPTypes
import SeededRandom
import Testing

@testable import HTTPChannel

@Suite("A reply as server-sent events")
struct ReplyEventsTests {
    private let accept = ("Accept", "text/event-stream")

    @Test func `deltas come one by one, then done, and the head says how to handle them`() async throws {
        var bench = try Bench()
        bench.runtime = Bench.answering(ScriptedTurn(text: "Hello, you", pieces: ["Hel", "lo, ", "you"]))
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token(), [accept]))
        #expect(response.status == 200)
        #expect(response.headers[.contentType] == "text/event-stream; charset=utf-8")
        #expect(response.headers[.cacheControl] == "no-cache, no-transform")
        #expect(response.headers[try #require(HTTPField.Name("X-Accel-Buffering"))] == "no")
        #expect(
            response.writes.map { String(decoding: $0, as: UTF8.self) } == [
                "event: turn\ndata: {\"turn_id\":\"5\"}\n\n", "event: delta\nid: 1.3\ndata: {\"text\":\"Hel\"}\n\n",
                "event: delta\nid: 1.7\ndata: {\"text\":\"lo, \"}\n\n",
                "event: delta\nid: 1.10\ndata: {\"text\":\"you\"}\n\n",
                "event: done\nid: 1.end\ndata: {\"text\":\"Hello, you\",\"message_id\":\"42\",\"conversation_id\":\"11\"}\n\n",
            ])
    }

    @Test(arguments: [[], ["The whole answer"]])
    func `a stored answer is exactly one delta, then done`(pieces: [String]) async throws {
        var bench = try Bench()
        bench.runtime = Bench.answering(ScriptedTurn(text: "The whole answer", pieces: pieces))
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token(), [accept]))
        #expect(try response.news.map(\.name) == ["delta", "done"])
        #expect(try response.news.map(\.data.text) == ["The whole answer", "The whole answer"])
    }

    @Test func `a reader that fell behind gets the rest in one piece`() async throws {
        var bench = try Bench()
        bench.runtime = Bench.answering(ScriptedTurn(text: "One two three", pieces: ["One "]))
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token(), [accept]))
        #expect(try response.news.map(\.data.text) == ["One ", "two three", "One two three"])
    }

    @Test func `a failure after the stream has begun is an event, never named error`() async throws {
        var bench = try Bench()
        let failure = ChannelError(
            "model_failed", kind: .upstreamFailed, message: "The model\nfailed", detail: "secret")
        bench.runtime = Bench.answering(ScriptedTurn(pieces: ["Half an ans"], failure: failure, recorded: true))
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token(), [accept]))
        #expect(response.status == 200)
        let events = try response.news
        #expect(events.map(\.name) == ["delta", "failed"])
        #expect(
            events.last?.data
                == .init(error: "The model\nfailed", code: "model_failed", request_id: "req-1", recorded: true))
    }

    @Test func `a server that stops ends the stream with a failed event`() async throws {
        var bench = try Bench()
        bench.runtime = Bench.answering(ScriptedTurn(pieces: ["Half"], end: nil))
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token(), [accept]))
        #expect(try response.news.last?.name == "failed")
        #expect(try response.news.last?.data.code == "shutting_down")
        #expect(try response.news.last?.data.recorded == true)
        #expect(try response.news.last?.id == nil, "it is not the turn's end")
    }

    @Test func `what is refused before the turn is JSON with its status`() async throws {
        var bench = try Bench()
        let refusals: [(Bench.Runtime, Int)] = [
            (Bench.refusing(ChannelError("conversation_not_found", kind: .notFound, message: "Not found")), 404),
            (Bench.refusing(ChannelError("different_content", kind: .conflict, message: "Other content")), 422),
            (Bench.stopping(.overloaded(retryAfter: .seconds(1))), 503),
        ]
        for (runtime, status) in refusals {
            bench.runtime = runtime
            let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token(), [accept]))
            #expect(response.status == status)
            #expect(response.headers[.contentType] == "application/json")
        }
    }

    @Test func `the stream ends when the reader has gone`() async throws {
        let events = ReplyEvents(ticket: ScriptedTurn(text: "ab", pieces: ["a", "b"]).ticket(), requestID: "r")
        await #expect(throws: Gone.self) { try await events.write(to: GoneReader()) }
    }

    /// Any text, in any pieces: line breaks of every kind, quotes, emoji, combining characters, controls.
    @Test func `the deltas together are the text of done, whatever the text is`() async throws {
        var generator = SeededGenerator(seed: 20_260_801)
        let alphabet = [
            "a", " ", "\n", "\r", "\r\n", "\n\n", "\u{2028}", "\u{85}", "\"", "\\", "\u{0}", "\u{1B}", "data: ",
            "event: done", "é", "e\u{301}", "日本", "👩‍🚀", "\u{10FFFF}", "\u{FEFF}", "</script>", ":", "\t",
        ]
        for _ in 0..<3_000 {
            let pieces = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                (0..<Int.random(in: 0...6, using: &generator)).map { _ in generator.pick(alphabet) }.joined()
            }
            // The reader may have seen all of the text as pieces, or fall behind at any point.
            let seen = Array(pieces.prefix(Int.random(in: 0...pieces.count, using: &generator)))
            let text = pieces.joined()
            let turn = ScriptedTurn(text: text, pieces: seen)
            let response = try await Response(ReplyEvents(ticket: turn.ticket(), requestID: "r").answer())
            let events = try response.news
            let deltas = events.filter { $0.name == "delta" }.compactMap(\.data.text).joined()
            #expect(Array(deltas.utf8) == Array(text.utf8))
            #expect(events.last?.name == "done")
            #expect(Array((events.last?.data.text ?? "").utf8) == Array(text.utf8))
            #expect(events.dropLast().allSatisfy { $0.name == "delta" })
        }
    }

    private struct Gone: Error {}

    private struct GoneReader: HTTPBodyWriter {
        func write(_ bytes: [UInt8]) async throws { throw Gone() }
    }
}
