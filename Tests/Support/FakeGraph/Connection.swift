import Foundation
import NIOCore
import NIOHTTP1

/// One connection: reads a call, does the steps of its behaviour, reads the next.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let judge: Judge
    private let ledger: Ledger
    private var head: HTTPRequestHead?
    private var body = Data()
    /// Calls sent before the one in hand was answered.
    private var waiting: [FakeGraph.Request] = []
    private var isBusy = false
    private var timer: Scheduled<Void>?

    init(account: FakeGraph.Account, ledger: Ledger) {
        judge = Judge(account: account)
        self.ledger = ledger
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        let isOwed = isBusy
        isBusy = false
        if isOwed { ledger.withLock { $0.closedByPeer += 1 } }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = Data()
        case .body(let bytes): body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head = head.take() else { return }
            waiting.append(FakeGraph.Request(head, body: body))
            body = Data()
            if !isBusy { next(context) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func next(_ context: ChannelHandlerContext) {
        guard !waiting.isEmpty else { return }
        isBusy = true
        let request = waiting.removeFirst()
        ledger.note(request)
        let steps: [FakeGraph.Step] =
            switch judge.verdict(on: request) {
            case .send(let send): ledger.take(send, of: request)
            case .mark(let mark): ledger.take(mark)
            case .shown(let body): [.write(Wire.whole(status: 200, headers: [:], body: body))]
            case .refused(let status, let body): [.write(Wire.whole(status: status, headers: [:], body: body))]
            }
        run(steps[...], context)
    }

    private func run(_ steps: ArraySlice<FakeGraph.Step>, _ context: ChannelHandlerContext) {
        var steps = steps
        while isBusy, let step = steps.popFirst() {
            switch step {
            case .write(let bytes): context.write(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .wait(.zero): break
            case .wait(let duration):
                context.flush()
                timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) { [steps] in
                    self.run(steps, context)
                }
                return
            case .hang:
                context.flush()
                return
            case .close, .reset:
                context.flush()
                isBusy = false
                if case .reset = step { reset(context) } else { context.close(promise: nil) }
                return
            }
        }
        context.flush()
        guard isBusy else { return }
        isBusy = false
        next(context)
    }

    /// Closes without a goodbye: a linger of zero makes the kernel send RST.
    private func reset(_ context: ChannelHandlerContext) {
        guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}

extension FakeGraph.Request {
    init(_ head: HTTPRequestHead, body: Data) {
        self.init(
            method: head.method.rawValue, path: String(head.uri.prefix { $0 != "?" }),
            headers: head.headers.map { ($0.name.lowercased(), $0.value) }, body: body, receivedAt: .now)
    }
}
