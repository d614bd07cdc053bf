import ChannelKit
import HTTPTypes
import Testing

@testable import WhatsAppChannel

@Suite("A delivery") struct DeliveryTests {
    @Test func `comes to the configured path`() throws {
        let channel = try Samples.channel(Samples.required + [("path", "/hooks/wa")])
        #expect(channel.routes == [HTTPRoute(.get, "/hooks/wa"), HTTPRoute(.post, "/hooks/wa")])
        #expect(try Samples.channel().routes.first?.path == "/chat/whatsapp")
    }
}
