import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import BotRuntime

/// On a connection without a socket and a clock that is moved by hand. On streams of HTTP/2: `SecureTests`.
struct StallGuardTests {
    private let channel = EmbeddedChannel()
    private let network = SlowNetwork()

    /// The handlers as the server has them, and an answer of which nothing has left.
    init() throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(network)
        try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(StallGuard(limit: .seconds(30)))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        try channel.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        write(.head(HTTPResponse(status: .ok)))
        say("hello")
    }

    private func write(_ part: HTTPResponsePart) { channel.pipeline.syncOperations.write(NIOAny(part), promise: nil) }

    private func say(_ text: String) {
        write(.body(ByteBuffer(string: text)))
        channel.pipeline.syncOperations.flush()
    }

    private func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    @Test func `a peer that takes nothing of its answer is not waited for`() throws {
        pass(29)
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
    }

    @Test func `a peer that takes its answer slowly is waited for while it does`() throws {
        for _ in 0..<20 {
            pass(29)
            network.deliver()
            say("and more")
        }
        #expect(channel.isActive)
        pass(60)
        #expect(!channel.isActive)
    }

    @Test func `a peer that has taken what there was may be silent`() throws {
        network.deliver()
        pass(600)
        #expect(channel.isActive)
    }

    @Test func `an answer that was whole before any of it was taken is watched to its end`() throws {
        write(.end(nil))
        channel.pipeline.syncOperations.flush()
        pass(30)
        #expect(!channel.isActive)
    }
}
