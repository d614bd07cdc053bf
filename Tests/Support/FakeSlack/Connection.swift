import Foundation
import Monitor
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

    init(token: String, ledger: Ledger) {
        self.token = token
        self.ledger = ledger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let bytes): body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head = head.take() else { return }
            answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        ledger.withLock { state in
            state.requests.append(
                FakeSlack.Request(path: head.uri, headers: headers, body: String(decoding: body, as: UTF8.self)))
        }
        guard ["/api/chat.postMessage", "/api/auth.test"].contains(head.uri) else {
            return run([.write(Wire.whole(status: 404, body: "<html>"))], context)
        }
        guard headers["authorization"] == "Bearer \(token)" else { return refuse("invalid_auth", context) }
        let behaviour = ledger.withLock { $0.script.popFirst() } ?? .accept
        guard behaviour.accepts else { return run(behaviour.steps(""), context) }
        guard head.uri != "/api/auth.test" else {
            return run(
                behaviour.steps(#"{"ok":true,"team_id":"\#(FakeSlack.team)","user_id":"\#(FakeSlack.bot)"}"#), context)
        }
        guard let arguments = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else {
            return refuse("invalid_arguments", context)
        }
        switch post(arguments) {
        case .success(let answer): run(behaviour.steps(answer), context)
        case .failure(let refusal): refuse(refusal.word, context)
        }
    }

    private struct Refusal: Error { let word: String }

    /// What Slack says to it, and what of it is written down.
    private func post(_ arguments: [String: Any]) -> Result<String, Refusal> {
        guard let channel = arguments["channel"] as? String, channel.first.map({ "CDG".contains($0) }) == true else {
            return .failure(Refusal(word: "channel_not_found"))
        }
        guard let text = arguments["text"] as? String, !text.isEmpty else {
            return .failure(Refusal(word: "no_text"))
        }
        guard text.utf16.count <= 4_000 else { return .failure(Refusal(word: "msg_too_long")) }
        let ts = ledger.withLock { state in
            let ts = "1800000000.\(String(state.messages.count + 1_000_001).dropFirst())"
            state.messages.append(
                FakeSlack.Message(
                    ts: ts, channel: channel, thread: arguments["thread_ts"] as? String, text: text,
                    isMarkup: arguments["mrkdwn"] as? Bool ?? true))
            return ts
        }
        return .success(
            #"{"ok":true,"channel":"\#(channel)","ts":"\#(ts)","message":{"type":"message","bot_id":"B0FAKE001"}}"#)
    }

    private func refuse(_ word: String, _ context: ChannelHandlerContext) {
        run([.write(Wire.whole(status: 200, body: #"{"ok":false,"error":"\#(word)"}"#))], context)
    }

    private func run(_ steps: [FakeSlack.Step], _ context: ChannelHandlerContext) {
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
}
