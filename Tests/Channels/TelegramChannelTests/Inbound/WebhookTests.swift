import ChannelKit
import FakeTelegram
import HTTPTypes
import SeededRandom
import Testing

@testable import TelegramChannel

@Suite("A webhook", .timeLimit(.minutes(2))) struct WebhookTests {
    @Test("is believed by its secret token alone, before anything of it is read")
    func secret() async throws {
        let channel = try Samples.channel()
        guard case .genuine = try await channel.verify(Samples.delivery("no JSON")) else {
            Issue.record("it is genuine")
            return
        }
        for secrets in [
            [], [""], ["A-secret-token"], ["a-secret-toke"], ["a-secret-token2"], [Samples.secret, Samples.secret],
        ] {
            let error = await #expect(throws: ChannelError.self) {
                _ = try await channel.verify(Samples.delivery(bytes: [], secrets: secrets))
            }
            #expect(error?.code == "invalid_secret_token" && error?.kind == .unauthenticated, "\(secrets)")
        }
    }

    @Test("is acknowledged where it was recorded or never can be, and asked for again where it may be")
    func answers() async throws {
        let channel = try Samples.channel()
        let delivery = Samples.delivery("{}")
        func status(_ outcome: Result<[Admission], ChannelError>) async -> Int {
            await channel.respond(to: delivery, with: outcome).status.code
        }
        let lasting = ChannelError("odd", kind: .invalid, message: "odd")
        #expect(await status(.success([])) == 200)
        #expect(await status(.success([.noted])) == 200)
        #expect(await status(.success([.refused(lasting)])) == 200)
        #expect(await status(.success([.refused(.overloaded(retryAfter: .seconds(1)))])) == 503)
        #expect(await status(.failure(.overloaded(retryAfter: .seconds(1)))) == 503)
        #expect(await status(.failure(.invalidSecretToken)) == 401)
    }

    @Test("has a route of its own, and fetching has none")
    func routes() throws {
        #expect(try Samples.channel().routes.map(\.description) == ["POST /chat/telegram"])
        #expect(try Samples.channel(Samples.polling).routes.isEmpty)
    }

    @Test("of any bytes is survived, and yields one message at most", arguments: [1, 2, 3, 4] as [UInt64])
    func fuzz(_ seed: UInt64) async throws {
        let telegram = try await FakeTelegram.start()
        let channel = try Samples.channel(on: telegram)
        var random = SeededGenerator(seed: seed)
        let genuine = [
            FakeTelegram.update(1, FakeTelegram.message(3, chat: 7, text: "hällo 😀", date: 1_790_000_000)),
            FakeTelegram.update(
                2,
                FakeTelegram.groupMessage(
                    4, text: "😀 @helper_bot", rest: #","entities":[{"type":"mention","offset":3,"length":11}]"#)),
            #"{"update_id":3,"message":{"message_id":1,"from":{"id":1},"chat":{"id":1,"type":"private"},"photo":[]}}"#,
        ].map { Array($0.utf8) }
        for _ in 0..<1_500 {
            let bytes = random.chance(10) ? random.bytes(upTo: 200) : random.mutated(random.pick(genuine))
            let events = try await channel.receive(Samples.delivery(bytes: bytes), from: .platform)
            #expect(events.count <= 1)
            for case .message(let message) in events {
                #expect(MessageName(message.id) != nil && ChatPlace(message.address) != nil)
                #expect(message.content.utf8.count <= UpdateReader.textLimit)
                #expect((message.handling == .answer) == !message.content.isEmpty)
            }
        }
        try await telegram.stop()
    }
}
