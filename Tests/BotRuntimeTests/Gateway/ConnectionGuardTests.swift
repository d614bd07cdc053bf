import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import BotRuntime

/// On a connection without a socket and a clock that is moved by hand.
struct ConnectionGuardTests {
    private let channel = EmbeddedChannel()

    /// The handlers as the server has them.
    init() throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(
            ConnectionGuard(
                limits: .init(head: .seconds(10), body: .seconds(60), idle: .seconds(75))))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    private func receive(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    private func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    private func write(_ part: HTTPResponsePart) { channel.pipeline.syncOperations.write(NIOAny(part), promise: nil) }

    @Test func `an answer that the peer is still taking is not over, whatever it sends meanwhile`() throws {
        let network = SlowNetwork()
        try channel.pipeline.syncOperations.addHandler(network, position: .first)
        try exchange()
        try receive("GET / HTT")
        pass(600)
        #expect(channel.isActive)
        network.deliver()
        pass(9)
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
    }

    /// A request and its whole answer.
    private func exchange() throws {
        try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        write(.head(HTTPResponse(status: .ok)))
        write(.end(nil))
    }

    @Test func `a connection may be silent between requests`() throws {
        try exchange()
        pass(74)
        #expect(channel.isActive)
        try exchange()
        pass(74)
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
    }

    @Test func `a later request's head must come as soon as the first one's`() throws {
        try exchange()
        pass(60)
        for byte in "GET / HTT" {
            try receive(String(byte))
            pass(1)
        }
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
    }

    @Test func `a head that began while the last answer was written has its time from that answer's end`() throws {
        try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try receive("GET /")
        pass(20)
        write(.head(HTTPResponse(status: .ok)))
        write(.end(nil))
        pass(9)
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
    }

    @Test func `dribbling does not give the first head more time`() throws {
        for byte in "GET / HTT" {
            try receive(String(byte))
            pass(1)
        }
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
    }
}
