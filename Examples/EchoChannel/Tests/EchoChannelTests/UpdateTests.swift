import ChannelKit
import Foundation
import Testing

@testable import EchoChannel

@Suite("A delivery of Echo's")
struct UpdateTests {
    @Test("becomes a message for each that can be read")
    func messages() throws {
        let file = Bundle.module.bundlePath + "/Fixtures/two_messages.json"
        let body = try #require(FileManager.default.contents(atPath: file))
        let events = try EchoUpdate(parsing: Array(body)).events
        #expect(events.count == 2)
        guard case .message(let first) = events.first else { return #expect(Bool(false), "no message") }
        #expect(first.id == "1")
        #expect(first.content == "Hello")
    }
}
