import Testing

@testable import HTTPChannel

@Suite("Choosing between JSON and a stream")
struct AcceptHeaderTests {
    @Test(arguments: [
        "text/event-stream", "Text/Event-Stream", "text/event-stream; charset=utf-8", "text/event-stream;q=0.1",
        "text/event-stream, */*;q=0.5", "text/event-stream, */*", "application/json;q=0.9, text/event-stream",
        "application/json, text/event-stream", "text/html;x=\"a,b;q=0\", text/event-stream",
        "*/*;q=0, text/event-stream",
    ])
    func `a stream that is asked for by name is given`(value: String) {
        #expect(AcceptHeader([value]).prefersEventStream)
    }

    @Test(arguments: [
        "", "*/*", "application/json", "text/*", "text/html", "text/event-stream;q=0", "text/event-stream;q=0.000",
        "application/json, text/event-stream;q=0.9", "text/event-stream;q=0.3, application/*;q=0.4",
        "text/event-stream;q=2", "text/event-stream;q=-1", "text/event-stream;q=abc", "text/event-streams", "text",
        "x=\"text/event-stream\"", ",,,", "text/event-stream;q=0.1234", "text / event-stream", "\"text/event-stream\"",
    ])
    func `otherwise the answer is JSON`(value: String) {
        #expect(!AcceptHeader([value]).prefersEventStream)
    }

    @Test func `several headers count as one list, and none means JSON`() {
        #expect(AcceptHeader(["application/json;q=0.5", "text/event-stream"]).prefersEventStream)
        #expect(!AcceptHeader([]).prefersEventStream)
    }
}
