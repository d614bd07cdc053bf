import ChannelKit
import HTTPTypes
import Testing

@testable import WhatsAppChannel

@Suite("A delivery to a version that does not receive yet") struct DeliveryTests {
    @Test func `is refused with 503 before it is looked at, so that the platform delivers it again`() async throws {
        let channel = try Samples.channel()
        for body in ["", "{", #"{"object":"whatsapp_business_account","entry":[]}"#] {
            let delivery = Samples.delivery(.post, body: body)
            let error = await #expect(throws: ChannelError.self) { _ = try await channel.verify(delivery) }
            guard let error else { continue }
            #expect(error.code == "not_yet_available")
            let answer = await channel.respond(to: delivery, with: .failure(error))
            #expect(answer.status == .serviceUnavailable)
            #expect(answer.headers[.retryAfter] == "3600")
        }
    }

    @Test func `makes no events, and no reply is pretended to be sent`() async throws {
        let channel = try Samples.channel()
        await #expect(throws: ChannelError.self) {
            _ = try await channel.receive(Samples.delivery(.post), from: .platform)
        }
        let error = await #expect(throws: ChannelError.self) {
            _ = try await channel.reply(Reply(id: ReplyID(1), body: .text("hi")), to: ReplyAddress(chat: "1"))
        }
        #expect(error?.retry == .never)
    }

    @Test func `comes to the configured path`() throws {
        let channel = try Samples.channel(Samples.required + [("path", "/hooks/wa")])
        #expect(channel.routes == [HTTPRoute(.get, "/hooks/wa"), HTTPRoute(.post, "/hooks/wa")])
        #expect(try Samples.channel().routes.first?.path == "/chat/whatsapp")
    }
}
