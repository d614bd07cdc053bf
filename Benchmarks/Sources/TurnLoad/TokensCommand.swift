import ArgumentParser
import Foundation
import NIOPosix

/// Opens conversations, each with a user of its own, and writes their tokens to a file.
struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tokens")

    @Option var bot: Address
    @Option(help: "The channel's API key.") var key: String
    @Option var count = 1
    @Option(help: "Tokens go there, one a line.") var out: String

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let tokens = try await withThrowingTaskGroup(of: [String].self) { tasks in
            let callers = min(32, count)
            for caller in 0..<callers {
                // Spread evenly: caller 0 takes one more where the division leaves a rest.
                let share = count / callers + (caller < count % callers ? 1 : 0)
                tasks.addTask {
                    let connection = try await Connection.open(to: bot, on: group)
                    var tokens: [String] = []
                    for _ in 0..<share {
                        let answer = try await connection.askSuccessfully(.opening(key: key))
                        tokens.append(try JSONDecoder().decode(Opened.self, from: Data(answer.text.utf8)).token)
                    }
                    await connection.close()
                    return tokens
                }
            }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
        try Data((tokens.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: out))
    }

    private struct Opened: Decodable {
        var token: String
    }

    /// The tokens that an earlier run wrote.
    static func read(_ path: String, atLeast count: Int = 1) throws -> [String] {
        let tokens = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        guard tokens.count >= count else {
            throw LoadFailure("\(path) has \(tokens.count) tokens, \(count) are needed")
        }
        return tokens
    }
}
