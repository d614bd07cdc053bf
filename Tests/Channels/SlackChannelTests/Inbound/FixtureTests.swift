import ChannelKit
import HTTPTypes
import Testing

@testable import SlackChannel

@Suite("Every body of Slack's") struct FixtureTests {
    @Test("is here") func count() { #expect(Fixture.all.count == 65) }

    @Test("yields what the index says, and is acknowledged", arguments: Fixture.all)
    func outcome(_ fixture: Fixture) async throws {
        let channel = try Samples.channel()
        let delivery = Samples.delivery(bytes: fixture.body)
        guard case .genuine = try await channel.verify(delivery) else {
            Issue.record("not taken for genuine")
            return
        }
        let message = try await channel.message(in: delivery)
        #expect(message.map(Self.outcome) ?? "nothing" == fixture.outcome)
        if let message {
            #expect(message.id == fixture.id && message.address.rawValue == fixture.address)
            #expect(message.content == fixture.content)
            guard case .identity(let identity) = message.sender else {
                Issue.record("a person has an identity")
                return
            }
            #expect(identity.id == fixture.sender && fixture.address.hasPrefix(identity.scope + "/"))
            #expect(message.sentAt != nil && message.caller == .absent && message.lane == .address)
        }
        #expect(await channel.respond(to: delivery, with: .success([.noted])).status == .ok)
    }

    private static func outcome(of message: InboundMessage) -> String {
        switch message.handling {
        case .answer: "answer"
        case .say: "say"
        case .skip(let rule): "skip:\(rule)"
        }
    }
}
