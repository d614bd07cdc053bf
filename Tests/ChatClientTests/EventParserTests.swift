import Testing

@testable import ChatClient

struct EventParserTests {
    @Test(arguments: ["\n", "\r\n", "\r"])
    func `events are read in pieces of any size, whatever ends the lines`(end: String) throws {
        let lines = [
            ": a comment", "", "event: turn", "data: {}", "", "event: delta", "id: 1.3", "data: a", "data:b", "",
            "id: 9", "", "data", "", "unknown: x", "event: done", "data:  é🎉", "",
        ]
        let bytes = Array((lines.joined(separator: end) + end).utf8)
        let expected: [EventParser.Event] = [
            .init(name: "turn", data: "{}"), .init(name: "delta", data: "a\nb", id: "1.3"),
            .init(name: "message", data: ""), .init(name: "done", data: " é🎉"),
        ]
        for size in 1...bytes.count {
            var parser = EventParser()
            var events: [EventParser.Event] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try parser.read(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(events == expected)
        }
    }

    @Test func `an event that is not whole is none`() throws {
        var parser = EventParser()
        #expect(try parser.read(Array("event: done\ndata: {}\n".utf8)).isEmpty)
    }
}
