import NIOCore
import NIOHTTP1

/// A request on its way through a connection, and who waits for its answer.
struct Call: Sendable {
    var request: Request
    var answer: EventLoopPromise<Answer>
}

/// What came back, and after how long: from handing the request to the socket to having read the last byte.
struct Answer: Sendable {
    var status: Int
    var body: ByteBuffer
    var elapsed: TimeAmount

    var text: String { String(buffer: body) }
}

/// Sends one request at a time and collects its answer. Times are taken on the event loop, without a hop to a thread.
final class Exchange: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Call
    typealias OutboundOut = HTTPClientRequestPart

    private static let patience = TimeAmount.seconds(90)

    private var call: Call?
    private var started = NIODeadline.now()
    private var status = 0
    private var body = ByteBuffer()
    private var timer: Scheduled<Void>?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let next = unwrapOutboundIn(data)
        guard call == nil, context.channel.isActive else {
            return next.answer.fail(LoadFailure("the connection was closed, or is in use"))
        }
        call = next
        body.clear()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            self.end(.failure(LoadFailure("no answer after \(Self.patience.nanoseconds / 1_000_000_000) s")))
            context.close(promise: nil)
        }
        started = .now()
        context.write(wrapOutboundOut(.head(next.request.head)), promise: nil)
        if let body = next.request.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(var part): body.writeBuffer(&part)
        case .end: end(.success(Answer(status: status, body: body, elapsed: .now() - started)))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(LoadFailure("the connection was closed before the answer")))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.failure(error))
        context.close(promise: nil)
    }

    private func end(_ result: Result<Answer, any Error>) {
        timer?.cancel()
        guard let call else { return }
        self.call = nil
        call.answer.completeWith(result)
    }
}
