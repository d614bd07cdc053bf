import ArgumentParser
import BotStore
import ChannelKit
import Foundation

/// `bot conversations`: what is said, and a person in the bot's place.
struct ConversationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conversations",
        abstract: "Shows conversations; pauses the bot in them, and speaks in its place.",
        subcommands: [List.self, Show.self, Pause.self, Resume.self, Say.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists them, newest first.")

        @OptionGroup var configuration: ConfigurationOptions
        @OptionGroup var listing: ListOptions
        @Option(help: "Only this channel's.") var channel: String?
        @Option(help: "Only those of the user with this id.") var user: String?
        @Option(help: "Only this state: open, paused or finished.") var state: String?
        @Option(help: "Only those older than the one with this id: the next page.") var before: String?

        func validate() throws {
            if let user, UserID(user) == nil { throw ValidationError("--user takes a user's id") }
            if let before, ConversationID(before) == nil {
                throw ValidationError("--before takes a conversation's id")
            }
            if let state, ConversationState(rawValue: state) == nil {
                throw ValidationError("--state takes open, paused or finished")
            }
        }

        func run() async throws {
            try await ending {
                let choice = ConversationChoice(
                    channel: channel, user: user.flatMap { UserID($0) },
                    state: state.flatMap(ConversationState.init(rawValue:)))
                let records = try await configuration.administering { store in
                    try await store.conversations(
                        choice, limit: listing.limit, before: before.flatMap { ConversationID($0) })
                }
                let now = Date()
                print(try listing.text(records.map { $0.fields(now: now) }))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Prints a conversation and the newest of what was said in it.")

        @OptionGroup var configuration: ConfigurationOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Option(help: "At most so many messages.") var limit = 100
        @Option(help: "Only messages older than the one with this id: the page before.") var before: String?
        @Argument(help: "Its id, as the list has it.") var id: String

        func validate() throws {
            try id.checkConversation()
            if let before, MessageID(before) == nil { throw ValidationError("--before takes a message's id") }
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000") }
        }

        func run() async throws {
            try await ending {
                let number = ConversationID(id) ?? ConversationID(0)
                let detail = try await configuration.administering { store in
                    try await store.conversation(number, limit: limit, before: before.flatMap { MessageID($0) })
                }
                guard let detail else { throw CommandFailure(.usage, "there is no conversation \(id)") }
                let fields = detail.record.fields(now: Date())
                print(
                    json
                        ? try JSONRows.object(fields + [RowField("messages", .rows(detail.messages.map(\.fields)))])
                        : Sheet.text(fields, body: detail.messages.map(\.text).joined(separator: "\n\n")))
            }
        }
    }
}

extension String {
    fileprivate func checkConversation() throws {
        if ConversationID(self) == nil { throw ValidationError("\(onOneLine) is not the id of a conversation") }
    }
}

extension ConversationRecord {
    func fields(now: Date) -> [RowField] {
        [
            .id("id", id), RowField("channel", .text(channel)), .id("user_id", user),
            RowField("state", .text(state.rawValue)), RowField("created_at", .time(createdAt), isListed: false),
            RowField("last_updated", .time(lastUpdated)), RowField("paused_at", .time(pausedAt)),
        ]
    }
}

extension ConversationDetail.Message {
    var fields: [RowField] {
        [
            .id("id", id), RowField("role", .text(role.rawValue)), RowField("by_operator", .flag(isByOperator)),
            RowField("status", .text(status)), RowField("content", .text(content)),
            RowField("created_at", .time(createdAt)), RowField("model", .text(usage?.model)),
            RowField("prompt_tokens", .count(usage?.promptTokens)),
            RowField("completion_tokens", .count(usage?.completionTokens)),
        ]
    }

    /// For people: who, when, and the text as it is.
    var text: String {
        let who = isByOperator ? "operator" : role.rawValue
        let note = status == "complete" ? "" : " (\(status))"
        return "\(createdAt.rfc3339)  \(id)  \(who)\(note)\n\(content)"
    }
}
