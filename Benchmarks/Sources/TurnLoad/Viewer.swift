import Foundation
import NIOCore
import NIOPosix

/// A connection that reads a stream and takes the time of each piece in it: `@` and the nanoseconds of its sending and `;`.
final class Viewer: Sendable {
    private let id: EventLoopPromise<String>
    private let end: EventLoopPromise<[Double]>

    private init(id: EventLoopPromise<String>, end: EventLoopPromise<[Double]>) {
        self.id = id
        self.end = end
    }

    static func open(to address: Address, on group: any EventLoopGroup, request: String) async throws -> Viewer {
        let loop = group.next()
        let viewer = Viewer(id: loop.makePromise(), end: loop.makePromise())
        _ = try await ClientBootstrap(group: loop)
            .connectTimeout(.seconds(20))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ViewerReader(request: request, id: viewer.id, end: viewer.end))
                }
            }
            .connect(host: address.host, port: address.port).get()
        return viewer
    }

    /// Returns the turn's id once the stream has begun; empty where it names none.
    @discardableResult
    func begun() async throws -> String { try await id.futureResult.get() }

    /// In microseconds. Returns when the stream has ended.
    func delays() async -> [Double] { (try? await end.futureResult.get()) ?? [] }
}

/// Reads byte by byte, since a piece may come in two packets.
private final class ViewerReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: String
    private let id: EventLoopPromise<String>
    private let end: EventLoopPromise<[Double]>
    private var head: [UInt8] = []
    private var hasBegun = false
    private var number: UInt64?
    private var delays: [Double] = []
    /// The last bytes.
    private var tail: [UInt8] = []
    /// The whole text comes once more with the end: what counts is what came before it.
    private var isDone = false

    init(request: String, id: EventLoopPromise<String>, end: EventLoopPromise<[Double]>) {
        self.request = request
        self.id = id
        self.end = end
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let now = NIODeadline.now().uptimeNanoseconds
        if !hasBegun { begin(buffer) }
        for byte in buffer.readableBytesView {
            tail.append(byte)
            if byte == UInt8(ascii: "e"), tail.suffix(Self.done.count).elementsEqual(Self.done) { isDone = true }
            switch byte {
            case _ where isDone: break
            case UInt8(ascii: "@"): number = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number.map { $0 &* 10 &+ UInt64(byte - 48) }
            case UInt8(ascii: ";"):
                if let sent = number { delays.append(Double(now &- sent) / 1_000) }
                number = nil
            default: number = nil
            }
        }
        tail.removeFirst(max(0, tail.count - 16))
        if tail.suffix(Self.over.count).elementsEqual(Self.over) { finish(context: context) }
    }

    private static let done = Array("event: done".utf8)
    private static let over = Array("\r\n0\r\n\r\n".utf8)

    private func begin(_ buffer: ByteBuffer) {
        head += buffer.readableBytesView
        let text = String(decoding: head, as: UTF8.self)
        guard let start = text.range(of: "\r\n\r\n") else { return }
        guard text.hasPrefix("HTTP/1.1 200") else {
            hasBegun = true
            return id.fail(LoadFailure("a stream was refused: \(text.prefix(200))"))
        }
        let mark = "\"turn_id\":\""
        if let range = text.range(of: mark) {
            hasBegun = true
            id.succeed(String(text[range.upperBound...].prefix { $0 != "\"" }))
        } else if !text.contains("X-Request-ID"), start.upperBound <= text.endIndex {
            hasBegun = true
            id.succeed("")
        }
    }

    private func finish(context: ChannelHandlerContext) {
        end.succeed(delays)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        id.fail(LoadFailure("the stream was closed"))
        end.succeed(delays)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
