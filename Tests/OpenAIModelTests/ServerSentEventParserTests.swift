import Testing

@testable import OpenAIModel

@Suite struct ServerSentEventParserTests {
    typealias Event = ServerSentEventParser.Event

    private func events(_ pieces: [[UInt8]]) throws -> [Event] {
        var parser = ServerSentEventParser()
        var events: [Event] = []
        for piece in pieces { events += try parser.receive(piece) }
        if let last = try parser.finish() { events.append(last) }
        return events
    }

    private func events(_ text: String) throws -> [Event] { try events([Array(text.utf8)]) }

    private func data(_ text: String, name: String? = nil) -> Event { Event(name: name, data: Array(text.utf8)) }

    @Test(arguments: ["\n", "\r\n", "\r"]) func `a line ends in LF, CRLF or CR`(_ end: String) throws {
        let stream = ["data: a", "", "data: b", "", ""].joined(separator: end)
        #expect(try events(stream) == [data("a"), data("b")])
    }

    @Test func `a byte order mark at the start is ignored`() throws {
        #expect(try events("\u{FEFF}data: a\n\n") == [data("a")])
    }

    @Test func `comments, ids, retry times and unknown fields are no events`() throws {
        #expect(try events(": ping\n\nid: 7\nretry: 30\nodd\n\ndata: a\n\n") == [data("a")])
    }

    @Test func `several data lines make one event`() throws {
        #expect(try events("data: {\ndata: }\n\n") == [data("{\n}")])
    }

    @Test func `an event has the name of its event line`() throws {
        #expect(try events("event: error\ndata: a\n\ndata: b\n\n") == [data("a", name: "error"), data("b")])
    }

    @Test func `one space after the colon is left out, and none need be there`() throws {
        #expect(try events("data:a\n\ndata:  b\n\n") == [data("a"), data(" b")])
    }

    @Test func `an event without its last empty line is given at the end`() throws {
        #expect(try events("data: a\n\ndata: [DONE]") == [data("a"), data("[DONE]")])
    }

    @Test func `an empty data line is an event without data`() throws {
        #expect(try events("data:\n\n") == [data("")])
    }

    @Test func `borders of pieces change nothing, also inside a line end, a mark and a character`() throws {
        let bytes = Array("\u{FEFF}: ping\r\n\r\nevent: x\r\ndata: größer 😀\r\ndata: b\r\n\r\ndata: c\n\n".utf8)
        let whole = try events([bytes])
        #expect(whole.count == 2)
        for border in 0...bytes.count {
            #expect(try events([Array(bytes[..<border]), Array(bytes[border...])]) == whole)
        }
        #expect(try events(bytes.map { [$0] }) == whole)
    }

    @Test func `a line that does not end is refused, not kept`() {
        var parser = ServerSentEventParser(limit: 1000)
        #expect(throws: ServerSentEventParser.TooLong.self) {
            for _ in 0..<1001 { _ = try parser.receive("x".utf8) }
        }
    }

    @Test func `an event of endless lines is refused, not kept`() {
        var parser = ServerSentEventParser(limit: 1000)
        #expect(throws: ServerSentEventParser.TooLong.self) {
            for _ in 0..<1001 { _ = try parser.receive("data: x\n".utf8) }
        }
    }
}
