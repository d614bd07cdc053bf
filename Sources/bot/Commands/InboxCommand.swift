import ArgumentParser
import BotStore
import ChannelKit

/// `bot inbox`: accepted messages that wait for their answer, or did not get one.
struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox", abstract: "Shows accepted messages.", subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists messages that are queued, running or failed, oldest first.")

        @OptionGroup var configuration: ConfigurationOptions
        @Flag(help: "Print one JSON array.") var json = false
        @Option(help: "Only this state: queued, running, answered, merged, failed, skipped or cancelled.")
        var state: String?
        @Option(help: "At most so many.") var limit = 100
        @Option(help: "Only messages after the one with this id.") var after: String?

        private static let states = ["queued", "running", "answered", "merged", "failed", "skipped", "cancelled"]

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000") }
            if let state, !Self.states.contains(state) {
                throw ValidationError("--state takes \(Self.states.joined(separator: ", "))")
            }
            if let after, TurnID(after) == nil { throw ValidationError("--after takes a message's id") }
        }

        func run() async throws {
            try await ending {
                let store = try await Components.administration(at: try configuration.store())
                let messages = try await store.inbox(state: state, limit: limit, after: after.flatMap { TurnID($0) })
                await store.close()
                print(json ? try JSONList.text(messages.map(\.row)) : Self.table(messages))
            }
        }

        private static func table(_ messages: [InboxRecord]) -> String {
            Table.text(
                ["ID", "CHANNEL", "USER", "STATE", "ATTEMPTS", "SINCE", "LAST ERROR"],
                messages.map { message in
                    [
                        message.id.description, message.channel, message.user.description, message.state,
                        String(message.attempts), message.createdAt.rfc3339,
                        message.lastError.map { "\($0.code): \($0.message)" } ?? "-",
                    ]
                })
        }
    }
}

extension InboxRecord {
    fileprivate var row: [String: any Sendable] {
        var row: [String: any Sendable] = [
            "id": id.description, "channel": channel, "user_id": user.description, "state": state,
            "attempts": attempts, "created_at": createdAt.rfc3339,
        ]
        if let lastError { row["last_error"] = ["code": lastError.code, "message": lastError.message] }
        return row
    }
}
