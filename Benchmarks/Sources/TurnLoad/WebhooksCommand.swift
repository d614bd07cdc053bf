import ArgumentParser
import NIOCore
import NIOPosix

/// Signed WhatsApp messages at a fixed rate, whatever the answers do: each has a time at which it is due, and what is
/// measured runs from that time to the whole answer. A server that falls behind cannot slow the load down.
struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "webhooks")

    @Option var to: Address
    @Option var path = "/chat/whatsapp"
    @Option(help: "The app's secret.") var secret = "secret"
    @Option(help: "The number's id at Meta.") var number = "106540352242922"
    @Option(help: "Messages a second.") var rate = 500
    @Option var seconds = 60
    @Option var users = 10_000
    @Option(help: "Kept connections, each with one request at a time.") var connections = 256
    @Flag(help: "Asks the bare server, by what it understands.") var bare = false

    func validate() throws {
        guard rate > 0, seconds > 0, users > 0, connections > 0 else { throw ValidationError("Numbers are above 0.") }
    }

    func run() async throws {
        // Made before the first is sent: signing is not what is measured.
        let requests = (0..<rate * seconds).map { index in
            bare
                ? Request.bare(Filler.question)
                // Not in the order of their numbers; 7,919 is prime.
                : SignedDelivery.request(
                    message: index, user: index * 7_919 % users, number: number, secret: secret, path: path)
        }
        let group = MultiThreadedEventLoopGroup.singleton
        var lines: [Connection] = []
        for _ in 0..<connections { lines.append(try await Connection.open(to: to, on: group)) }
        let start = NIODeadline.now() + .milliseconds(500)
        let outcomes = await withTaskGroup(of: [Outcome].self) { tasks in
            for (number, line) in lines.enumerated() {
                let own = stride(from: number, to: requests.count, by: connections).map {
                    (due($0, start), requests[$0])
                }
                tasks.addTask { await send(own, on: line) }
            }
            return await tasks.reduce(into: []) { $0 += $1 }
        }
        for line in lines { await line.close() }
        report(outcomes)
    }

    private struct Outcome {
        /// What came, or why nothing did.
        var kind: String
        var elapsed: TimeAmount
    }

    private func due(_ index: Int, _ start: NIODeadline) -> NIODeadline {
        start + .nanoseconds(Int64(index) * 1_000_000_000 / Int64(rate))
    }

    private func send(_ requests: [(due: NIODeadline, Request)], on line: Connection) async -> [Outcome] {
        var outcomes: [Outcome] = []
        for (due, request) in requests {
            try? await line.channel.eventLoop.scheduleTask(deadline: due) {}.futureResult.get()
            let kind: String
            do {
                kind = "\(try await line.ask(request).status)"
            } catch {
                kind = "\(error)".split(separator: " ").joined(separator: "_")
            }
            outcomes.append(Outcome(kind: kind, elapsed: NIODeadline.now() - due))
        }
        return outcomes
    }

    private func report(_ outcomes: [Outcome]) {
        let refused = Dictionary(grouping: outcomes.filter { $0.kind != "200" }, by: \.kind)
        for (kind, all) in refused.sorted(by: { $0.key < $1.key }) { print("refused:\(kind) \(all.count)") }
        print(Figures(outcomes.filter { $0.kind == "200" }.map(\.elapsed)).line("acknowledged"))
    }
}
