import ArgumentParser
import BotStore
import ChannelKit
import Foundation

/// `bot inbox retry`, `bot outbox drop` and the like: a line for each id, in order.
struct QueueAction<Queue: OperatorQueue, Verb: OperatorVerb>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Verb.name, abstract: Verb.abstract(for: Queue.self),
            discussion: "Each id is acted on for itself. The exit code is 64 when one could not be \(Verb.participle).")
    }

    @OptionGroup var configuration: ConfigurationOptions
    @Argument(help: "One or more ids, as the list has them.") var ids: [String]

    /// Nothing is done where one of them cannot be an id.
    func validate() throws {
        for id in ids where Queue.ID(id) == nil {
            throw ValidationError("\(id.onOneLine) is not the id of a \(Queue.noun)")
        }
    }

    func run() async throws {
        try await ending {
            let refused = try await configuration.administering { store in
                var refused = false
                var seen: Set<Queue.ID> = []
                // An id that was typed twice is one: a dead letter is what a drop leaves, and what a second one deletes.
                for id in ids.compactMap({ Queue.ID($0) }) where seen.insert(id).inserted {
                    if try await !act(on: id, in: store) { refused = true }
                }
                return refused
            }
            if refused { throw CommandFailure(.usage) }
        }
    }

    private func act(on id: Queue.ID, in store: any StoreAdministration) async throws(StoreError) -> Bool {
        let isDone = try await Verb.apply(to: id, of: Queue.self, in: store, now: Date())
        let state = try await Queue.detail(of: id, in: store)?.record.state
        if isDone {
            print("\(Queue.noun) \(id) \(Verb.participle): it is \(state ?? "deleted")")
        } else {
            StandardError.write("bot: " + Queue.refusal(of: Verb.participle, id, state: state))
        }
        return isDone
    }
}
