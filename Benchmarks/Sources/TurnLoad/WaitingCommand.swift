import ArgumentParser
import NIOCore
import NIOPosix

/// Many callers that ask at the same moment, each with a connection and a conversation of its own.
struct WaitingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "waiting")

    @Option var bot: Address
    @Option(help: "A file of tokens, one for each caller.") var tokens: String
    @Option var count = 5_000

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let tokens = try TokensCommand.read(tokens, atLeast: count)
        // All connections stand before the first question: what is measured is waiting, not connecting.
        let connections = try await connect(on: group)
        let started = ContinuousClock.now
        let outcomes = await withTaskGroup(of: Result<Answer, any Error>.self) { tasks in
            for (connection, token) in zip(connections, tokens) {
                tasks.addTask {
                    do {
                        return .success(try await connection.ask(.turn(Filler.question, token: token)))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
        let wall = ContinuousClock.now - started
        for connection in connections { await connection.close() }
        report(outcomes, wall: wall)
    }

    /// A few hundred at a time, so that no queue of the kernel overflows and none waits for a second try.
    private func connect(on group: any EventLoopGroup) async throws -> [Connection] {
        var connections: [Connection] = []
        while connections.count < count {
            let more = min(200, count - connections.count)
            connections += try await withThrowingTaskGroup(of: Connection.self) { tasks in
                for _ in 0..<more { tasks.addTask { try await Connection.open(to: bot, on: group) } }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
        }
        return connections
    }

    private func report(_ outcomes: [Result<Answer, any Error>], wall: Duration) {
        var kinds: [String: Int] = [:]
        var times: [TimeAmount] = []
        for outcome in outcomes {
            switch outcome {
            case .success(let answer) where answer.status == 200:
                kinds["answered", default: 0] += 1
                times.append(answer.elapsed)
            case .success(let answer): kinds["failed:\(answer.status)", default: 0] += 1
            case .failure(let error):
                kinds["failed:\("\(error)".split(separator: " ").joined(separator: "_"))", default: 0] += 1
            }
        }
        for (kind, number) in kinds.sorted(by: { $0.key < $1.key }) { print("\(kind) \(number)") }
        print("wall_ms \(Int(wall / .milliseconds(1)))")
        print(Figures(times).line("turn"))
    }
}
