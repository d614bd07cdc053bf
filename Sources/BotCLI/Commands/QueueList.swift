import ArgumentParser
import ChannelKit
import Foundation

/// `bot inbox list`, `bot outbox list`.
struct QueueList<Queue: OperatorQueue>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: Queue.listAbstract,
            discussion: "With --state, those in that state: \(Queue.stateNames.joined(separator: ", ")).")
    }

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var listing: ListOptions
    @Option(help: "Only this state.") var state: String?
    @Option(help: "Only those after the one with this id: the next page.") var after: String?

    func validate() throws {
        if let state, !Queue.stateNames.contains(state) {
            throw ValidationError("--state takes \(Queue.stateNames.joined(separator: ", "))")
        }
        if let after, Queue.ID(after) == nil { throw ValidationError("--after takes the id of a \(Queue.noun)") }
    }

    func run() async throws {
        try await ending {
            let records = try await configuration.administering { store in
                try await Queue.list(
                    in: store, state: state, limit: listing.limit, after: after.flatMap { Queue.ID($0) })
            }
            let now = Date()
            print(try listing.text(records.map { $0.fields(now: now) }))
        }
    }
}
