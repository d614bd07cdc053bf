import Foundation
import NIOCore
import NIOHTTP1

/// One connection: reads a call, does the steps of its behaviour, reads the next.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let ledger: Ledger
    private var head: HTTPRequestHead?
    private var body = Data()
    /// Calls sent before the one in hand was answered.
    private var waiting: [FakeOpenAI.Request] = []
    private var isBusy = false
    private var timer: Scheduled<Void>?

    init(ledger: Ledger) {
        self.ledger = ledger
    }

    func channelActive(context: ChannelHandlerContext) {
        ledger.withLock { state in
            state.openConnections += 1
            state.acceptedConnections += 1
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        let isOwed = isBusy
        isBusy = false
        ledger.withLock { state in
            state.openConnections -= 1
            if isOwed { state.closedByPeer += 1 }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = Data()
        case .body(let bytes): body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head = head.take() else { return }
            waiting.append(FakeOpenAI.Request(head, body: body))
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
        run(ledger.take(request).steps(request)[...], context)
    }

    private func run(_ steps: ArraySlice<FakeOpenAI.Step>, _ context: ChannelHandlerContext) {
        var steps = steps
        while isBusy, let step = steps.popFirst() {
            switch step {
            case .write(let bytes): context.write(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .wait(let duration):
                context.flush()
                timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) { [steps] in
                    self.run(steps, context)
                }
                return
            case .gate(let gate):
                context.flush()
                let opened = context.eventLoop.makePromise(of: Void.self)
                opened.futureResult.assumeIsolated().whenSuccess { [steps] in
                    if self.isBusy { self.run(steps, context) }
                }
                gate.whenOpen { opened.succeed() }
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

extension FakeOpenAI.Request {
    init(_ head: HTTPRequestHead, body: Data) {
        let parts = head.uri.split(separator: "?", maxSplits: 1).map(String.init)
        self.init(
            method: head.method.rawValue, path: parts.first ?? "", query: parts.count > 1 ? parts[1] : nil,
            headers: head.headers.map { ($0.name.lowercased(), $0.value) }, body: body)
    }
}
