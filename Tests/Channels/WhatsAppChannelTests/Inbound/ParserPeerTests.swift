import ChannelKit
import Foundation
import Testing

@testable import WhatsAppChannel

/// Our reading of webhooks beside one that nobody here wrote, and the index that says what each must yield.
@Suite(
    "Every shared payload, by another parser",
    .enabled("needs python3 and, the first time, PyPI") { await PythonPeers.python() != nil },
    .timeLimit(.minutes(5)))
struct ParserPeerTests {
    @Test("has the messages and statuses that it has for us, and as many as the index says")
    func agreeing() async throws {
        let fixtures = Fixture.all
        // Within JSON a line's end is nothing but room.
        let lines = fixtures.map { fixture in
            String(decoding: fixture.body.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
        }
        let answer = try await PythonPeers.withFile(Data(lines.joined(separator: "\n").utf8)) { path in
            try await PythonPeers.call("whatsapp_parser.py", [path])
        }
        let read = try #require(answer["read"] as? [[String: [[String]]]])
        try #require(read.count == fixtures.count)
        for (fixture, found) in zip(fixtures, read) {
            // What tells of a person or changes an earlier message is no message of its own.
            let messages = (found["messages"] ?? []).filter { !["system", "edit", "revoke"].contains($0[1]) }
            let statuses = (found["statuses"] ?? []).map { $0.joined(separator: " ") }
            #expect(Set(messages.map { $0[0] }).count == fixture.userMessages, "\(fixture.file)")
            #expect(statuses.count == fixture.statuses.count, "\(fixture.file)")
            let ours = try await events(of: fixture)
            #expect(Set(ours.compactMap { $0.message?.id }) == Set(messages.map { $0[0] }), "\(fixture.file)")
            let known = ours.compactMap { $0.status.map { "\($0.platformID) \($0.state)" } }
            // A voice message that was played has been read, for us.
            let others = statuses.map { $0.replacing(" played", with: " read") }
            #expect(known.sorted() == others.sorted(), "\(fixture.file)")
        }
    }

    private func events(of fixture: Fixture) async throws -> [InboundEvent] {
        var events: [InboundEvent] = []
        for number in fixture.numbers.sorted() {
            let channel = try Samples.channel(Samples.with(("phone_number_id", number)))
            events += try await channel.receive(Samples.delivery(bytes: fixture.body), from: .platform)
        }
        return events
    }
}
