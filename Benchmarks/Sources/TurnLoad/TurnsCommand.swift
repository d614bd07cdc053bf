import ArgumentParser
import NIOCore
import NIOPosix

/// One caller's turns, one after another.
struct TurnsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "turns")

    @Option var bot: Address
    @Option(help: "A file of tokens.") var tokens: String
    @Option(help: "Which line of the file, from 1.") var line = 1
    @Option var count = 1

    func run() async throws {
        let token = try TokensCommand.read(tokens, atLeast: line)[line - 1]
        let connection = try await Connection.open(to: bot, on: MultiThreadedEventLoopGroup.singleton)
        var times: [TimeAmount] = []
        for _ in 0..<count {
            times.append(try await connection.askSuccessfully(.turn(Filler.question, token: token)).elapsed)
        }
        await connection.close()
        print(Figures(times).line("turn"))
    }
}

/// What is said in every turn: of a length that people write.
enum Filler {
    static let question = "Could you tell me what the weather will be like in Lisbon tomorrow?"
}
