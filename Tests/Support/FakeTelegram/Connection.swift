import Foundation
import LenientJSON
import NIOCore
import NIOHTTP1

/// One connection: reads a call, does what comes of it, reads the next.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let token: String
    private let ledger: Ledger
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var poll: (id: Int, timer: Scheduled<Void>)?

    init(token: String, ledger: Ledger) {
        self.token = token
        self.ledger = ledger
    }

    func channelInactive(context: ChannelHandlerContext) { endPoll() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let bytes): body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head = head.take() else { return }
            answer(head.uri, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ path: String, _ context: ChannelHandlerContext) {
        let parts = path.split(separator: "/")
        let method = parts.last.map(String.init) ?? ""
        ledger.withLock { state in
            state.requests.append(
                FakeTelegram.Request(method: method, path: path, body: String(decoding: body, as: UTF8.self)))
        }
        guard parts.count == 2, parts[0] == "bot" + token else {
            return run([.write(Wire.refusal(401, "Unauthorized"))], context)
        }
        let behaviour = ledger.withLock { $0.scripts[method]?.popFirst() } ?? .accept
        let call = Call(method: method, parameters: JSONReader.read(body) ?? .null)
        // Its own end, or another's: a poll waits for it.
        if method == "getUpdates", behaviour.accepts { return beginPoll(call.parameters, context) }
        switch behaviour.accepts ? call.verdict(ledger) : .done("") {
        case .done(let answer): run(behaviour.steps(answer), context)
        case .refused(let answer): run([.write(answer)], context)
        }
    }

    private func run(_ steps: [FakeTelegram.Step], _ context: ChannelHandlerContext) {
        for step in steps {
            switch step {
            case .write(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .hang: return
            case .reset:
                // A linger of zero makes the kernel send RST.
                guard let socket = context.channel as? any SocketOptionProvider else {
                    return context.close(promise: nil)
                }
                socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
                    context.close(promise: nil)
                }
            }
        }
    }

    private func beginPoll(_ parameters: JSONValue, _ context: ChannelHandlerContext) {
        let offset = parameters["offset"]?.integer ?? 0
        let limit = parameters["limit"]?.integer ?? 100
        let id = Int.random(in: 1...Int.max)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let new = Ledger.Poll(id: id, limit: limit) { outcome in
            loop.execute {
                let (connection, context) = bound.value
                connection.finish(outcome, of: id, context)
            }
        }
        let (outcome, older) = ledger.withLock { state -> (Data?, Ledger.Poll?) in
            if state.webhook != nil {
                return (
                    Wire.refusal(
                        409,
                        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
                    ), nil
                )
            }
            let older = state.poll
            if older != nil { state.conflicts += 1 }
            state.updates.removeAll { $0.number < offset }
            state.poll = state.updates.isEmpty ? new : nil
            return (state.updates.isEmpty ? nil : Wire.whole(status: 200, body: state.batch(limit: limit)), older)
        }
        older?.answer(.conflict)
        if let outcome { return run([.write(outcome)], context) }
        let seconds = Int64(max(1, parameters["timeout"]?.integer ?? 1))
        let timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
            self.finish(.updates(#"{"ok":true,"result":[]}"#), of: id, context)
        }
        poll = (id, timer)
    }

    private func finish(_ outcome: Ledger.Outcome, of id: Int, _ context: ChannelHandlerContext) {
        guard poll?.id == id else { return }
        endPoll()
        switch outcome {
        case .updates(let body): run([.write(Wire.whole(status: 200, body: body))], context)
        case .conflict:
            let words =
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            run([.write(Wire.refusal(409, words))], context)
        }
    }

    private func endPoll() {
        guard let poll else { return }
        poll.timer.cancel()
        self.poll = nil
        ledger.withLock { state in if state.poll?.id == poll.id { state.poll = nil } }
    }
}
