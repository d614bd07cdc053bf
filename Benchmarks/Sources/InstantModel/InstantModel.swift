import ArgumentParser
import NIOCore
import NIOPosix

/// A model that costs next to nothing: answers every chat completion with the same stream of events, at once or after a
/// time. What a benchmark then sees is the bot, not the model.
@main
struct InstantModel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instant-model",
        abstract: "Serves one canned chat completion, streamed. Prints its address, serves until it is killed.")

    @Option(help: "0 takes a free port.") var port = 0
    @Option(help: "How long each call waits before its first token, in milliseconds.") var latency: Int64 = 0
    @Flag(help: "Answers with one JSON object, as to a caller that asked for no stream.") var whole = false

    func validate() throws {
        guard (0...600_000).contains(latency) else { throw ValidationError("--latency is 0 to 600000 milliseconds.") }
    }

    func run() async throws {
        let counts = Counts()
        let latency = TimeAmount.milliseconds(latency)
        let answer = whole ? CannedAnswer.whole : CannedAnswer.completion
        // One thread: the machine's others are for the bot and the load.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16_384)
            .serverChannelOption(.maxMessagesPerRead, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ModelConnection(answer: answer, latency: latency, counts: counts))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        try Announcement.print(port: listener.localAddress?.port)
        try await listener.closeFuture.get()
    }
}
