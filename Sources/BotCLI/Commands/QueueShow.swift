import ArgumentParser
import ChannelKit
import Foundation

/// `bot inbox show`, `bot outbox show`.
struct QueueShow<Queue: OperatorQueue>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show", abstract: "Prints all that is known of one \(Queue.noun), and its text.")
    }

    @OptionGroup var configuration: ConfigurationOptions
    @Flag(help: "Print one JSON object.") var json = false
    @Argument(help: "Its id, as the list has it.") var id: String

    func validate() throws {
        guard Queue.ID(id) != nil else { throw ValidationError("\(id.onOneLine) is not the id of a \(Queue.noun)") }
    }

    func run() async throws {
        try await ending {
            guard let id = Queue.ID(id),
                let detail = try await configuration.administering({ try await Queue.detail(of: id, in: $0) })
            else { throw CommandFailure(.usage, "there is no \(Queue.noun) \(id)") }
            let fields = detail.fields(now: Date())
            print(
                json
                    ? try JSONRows.object(fields + [RowField("text", .text(detail.text))])
                    : Sheet.text(fields, body: detail.text))
        }
    }
}
