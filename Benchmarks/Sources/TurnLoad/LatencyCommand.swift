import ArgumentParser
import NIOCore
import NIOPosix

/// What the bot adds to one turn of one caller: each turn through the bot is followed by the same question to the model
/// itself, and by one to the bare server.
struct LatencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "latency")

    @Option var bot: Address
    @Option var model: Address
    @Option var echo: Address
    @Option(help: "A file of tokens; the first is used.") var tokens: String
    @Option(help: "How many messages the conversation sends as history.") var history = 40
    @Option(help: "Rounds that are measured.") var count = 2_000
    @Option(help: "Rounds before that.") var warmup = 200

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let token = try TokensCommand.read(tokens)[0]
        let throughBot = try await Connection.open(to: bot, on: group)
        let direct = try await Connection.open(to: model, on: group)
        let bare = try await Connection.open(to: echo, on: group)
        let question = Filler.question
        let asked = Request.completion(question, history: history, filler: question)

        var turns: [TimeAmount] = []
        var upstream: [TimeAmount] = []
        var echoes: [TimeAmount] = []
        for round in 0..<(warmup + count) {
            let turn = try await throughBot.askSuccessfully(.turn(question, token: token)).elapsed
            let own = try await direct.askSuccessfully(asked).elapsed
            let echoed = try await bare.askSuccessfully(.turn(question, token: token)).elapsed
            guard round >= warmup else { continue }
            turns.append(turn)
            upstream.append(own)
            echoes.append(echoed)
        }
        for connection in [throughBot, direct, bare] { await connection.close() }
        print(Figures(turns).line("turn"))
        print(Figures(upstream).line("upstream"))
        print(Figures(zip(turns, upstream).map { $0 - $1 }).line("added"))
        print(Figures(echoes).line("echo"))
    }
}
