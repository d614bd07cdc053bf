import NIOCore
import NIOHTTP1
import NIOPosix

/// One kept connection to a server, for one request at a time.
struct Connection: Sendable {
    let channel: any Channel

    static func open(to address: Address, on group: any EventLoopGroup) async throws -> Connection {
        let channel = try await ClientBootstrap(group: group)
            .connectTimeout(.seconds(20))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(Exchange())
                }
            }
            .connect(host: address.host, port: address.port).get()
        return Connection(channel: channel)
    }

    func ask(_ request: Request) async throws -> Answer {
        let promise = channel.eventLoop.makePromise(of: Answer.self)
        channel.writeAndFlush(Call(request: request, answer: promise), promise: nil)
        return try await promise.futureResult.get()
    }

    /// Asks, and throws unless the answer is 200.
    func askSuccessfully(_ request: Request) async throws -> Answer {
        let answer = try await ask(request)
        guard answer.status == 200 else {
            throw LoadFailure("\(request.head.uri) was answered \(answer.status): \(answer.text.prefix(300))")
        }
        return answer
    }

    func close() async { try? await channel.close() }
}
