import NIOCore
import NIOPosix
import Synchronization

/// A model whose answers are pieces that say when they were sent, at even intervals and to all that are in one room: each
/// call of the model is in a room of its own, others name theirs.
final class Ticker: Sendable {
    private struct State {
        var rooms: [Int: [any Channel]] = [:]
        var calls = 0
        var members = 0
    }

    private let state = Mutex(State())
    private let pieces: Int
    private let interval: TimeAmount

    init(pieces: Int, interval: TimeAmount) {
        self.pieces = pieces
        self.interval = interval
    }

    func listen(port: Int, on group: any EventLoopGroup) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16_384)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Door(ticker: self))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    /// - Parameter room: nil for a call of the model.
    fileprivate func enter(_ channel: any Channel, room: Int?) {
        state.withLock { state in
            state.rooms[room ?? state.calls, default: []].append(channel)
            if room == nil { state.calls += 1 }
            state.members += 1
        }
    }

    func waitForMembers(_ count: Int) async throws {
        while state.withLock({ $0.members }) < count { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Begins to tick in every room, a little later in each, and forgets who is in them.
    func start() {
        let rooms = state.withLock { state in
            defer { state = State() }
            return state.rooms.sorted { $0.key < $1.key }.map(\.value)
        }
        for (number, members) in rooms.enumerated() {
            guard let loop = members.first?.eventLoop else { continue }
            let delay = TimeAmount.nanoseconds(interval.nanoseconds * Int64(number) / Int64(rooms.count))
            loop.scheduleTask(in: delay) { self.tick(members, left: self.pieces, on: loop) }
        }
    }

    private func tick(_ members: [any Channel], left: Int, on loop: any EventLoop) {
        guard left > 0 else {
            let end = Self.event(#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#) + Self.event("[DONE]")
            for member in members { member.writeAndFlush(ByteBuffer(string: end + "0\r\n\r\n"), promise: nil) }
            return
        }
        loop.scheduleTask(in: interval) { self.tick(members, left: left - 1, on: loop) }
        let text = "@\(NIODeadline.now().uptimeNanoseconds);"
        let piece = ByteBuffer(
            string: Self.event(#"{"choices":[{"index":0,"delta":{"content":"\#(text)"},"finish_reason":null}]}"#))
        for member in members { member.writeAndFlush(piece, promise: nil) }
    }

    private static func event(_ data: String) -> String {
        let event = "data: \(data)\n\n"
        return "\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n"
    }
}

/// Answers a connection's first request with the head of a stream, and lets it into its room.
private final class Door: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let ticker: Ticker
    private var received = ""
    private var isOpen = false

    init(ticker: Ticker) { self.ticker = ticker }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOpen else { return }
        received += String(buffer: unwrapInboundIn(data))
        guard received.contains("\r\n\r\n") else { return }
        isOpen = true
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: head)), promise: nil)
        let path = received.split(separator: " ", maxSplits: 2).dropFirst().first ?? ""
        ticker.enter(context.channel, room: path.hasPrefix("/rooms/") ? Int(path.dropFirst(7)) : nil)
    }
}
