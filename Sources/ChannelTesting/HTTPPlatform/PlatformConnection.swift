import NIOCore
import NIOHTTP1

/// One connection to the scripted platform: reads a call, answers it or breaks off.
final class PlatformConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: (HTTPPlatform.Call) -> HTTPPlatform.Answer?
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ answer: @escaping (HTTPPlatform.Call) -> HTTPPlatform.Answer?) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let bytes): body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head else { return }
            let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
            let call = HTTPPlatform.Call(
                method: head.method.rawValue, path: head.uri, headers: headers, body: body)
            guard let answer = answer(call) else { return context.close(promise: nil) }
            write(answer, context)
        }
    }

    private func write(_ answer: HTTPPlatform.Answer, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
        headers.add(name: "content-type", value: "application/json")
        headers.add(name: "content-length", value: "\(answer.body.utf8.count)")
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
