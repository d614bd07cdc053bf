import ArgumentParser
import NIOCore
import NIOPosix

/// One caller's turns while others send a byte a second, and while they do not, by turns.
struct SlowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "slow")

    @Option var bot: Address
    @Option(help: "A file of tokens; the first is the measured caller's.") var tokens: String
    @Option(help: "How many callers dawdle: every second one in its head, the others in their body.") var dawdlers = 10
    @Option(help: "Turns in each phase.") var count = 500
    @Option(help: "How often each phase comes.") var rounds = 3

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        // A thread of their own: the measuring must not wait for the dawdling.
        let others = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let token = try TokensCommand.read(tokens)[0]
        let connection = try await Connection.open(to: bot, on: group)
        var alone: [TimeAmount] = []
        var beside: [TimeAmount] = []
        _ = try await turns(count, on: connection, token: token)
        for _ in 0..<rounds {
            alone += try await turns(count, on: connection, token: token)
            let dawdling = try await dawdle(on: others, token: token)
            beside += try await turns(count, on: connection, token: token)
            let standing = dawdling.count { $0.isActive }
            guard standing == dawdlers else {
                throw LoadFailure("only \(standing) of \(dawdlers) slow callers were still connected")
            }
            for channel in dawdling { try? await channel.close() }
        }
        await connection.close()
        try await others.shutdownGracefully()
        print(Figures(alone).line("alone"))
        print(Figures(beside).line("beside"))
    }

    private func turns(_ count: Int, on connection: Connection, token: String) async throws -> [TimeAmount] {
        var times: [TimeAmount] = []
        for _ in 0..<count {
            times.append(try await connection.askSuccessfully(.turn(Filler.question, token: token)).elapsed)
        }
        return times
    }

    private func dawdle(on group: any EventLoopGroup, token: String) async throws -> [any Channel] {
        var channels: [any Channel] = []
        for index in 0..<dawdlers {
            let channel = try await ClientBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            Dawdler(atOnce: index % 2 == 0 ? "" : Self.head(token: token), slowly: Self.slowPart(index))
                        )
                    }
                }
                .connect(host: bot.host, port: bot.port).get()
            channels.append(channel)
        }
        return channels
    }

    private static func head(token: String) -> String {
        "POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    }

    private static func slowPart(_ index: Int) -> String {
        index % 2 == 0 ? "POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\n" : #"{"content":"I type slowly, as one does."#
    }
}
