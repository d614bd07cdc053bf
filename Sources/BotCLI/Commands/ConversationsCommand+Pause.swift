import ArgumentParser
import BotStore
import ChannelKit
import Foundation

extension ConversationsCommand {
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause", abstract: "The bot answers no more in these conversations, until they are resumed.",
            discussion: "What their users write is recorded. What is being answered now is answered still.")

        @OptionGroup var configuration: ConfigurationOptions
        @Argument(help: "One or more ids, as the list has them.") var ids: [String]

        func validate() throws { try Self.check(ids) }

        func run() async throws {
            try await ending {
                try await configuration.administering { store in
                    try await Self.each(of: ids, "paused", in: store) { id throws(StoreError) in
                        try await store.pauseConversation(id, now: Date())
                    }
                }
            }
        }

        /// Nothing is done where one of them cannot be an id.
        static func check(_ ids: [String]) throws {
            for id in ids where ConversationID(id) == nil {
                throw ValidationError("\(id.onOneLine) is not the id of a conversation")
            }
        }

        /// A line for each, in order. The code is 64 where one could not be done.
        static func each(
            of ids: [String], _ participle: String, in store: any StoreAdministration,
            _ act: (ConversationID) async throws(StoreError) -> Bool
        ) async throws {
            var isRefused = false
            for id in ids.compactMap({ ConversationID($0) }) {
                if try await act(id) {
                    print("conversation \(id) \(participle)")
                    continue
                }
                isRefused = true
                let state = try await store.conversation(id, limit: 0, before: nil)?.record.state
                StandardError.write(
                    "bot: "
                        + (state == nil
                            ? "there is no conversation \(id)"
                            : "conversation \(id) cannot be \(participle): it is finished; "
                                + "its user's next message is in another one"))
            }
            if isRefused { throw CommandFailure(.usage) }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume", abstract: "The bot answers again in these conversations.",
            discussion: "Their users' next messages are answered. The model is shown what was said meanwhile.")

        @OptionGroup var configuration: ConfigurationOptions
        @Argument(help: "One or more ids, as the list has them.") var ids: [String]

        func validate() throws { try Pause.check(ids) }

        func run() async throws {
            try await ending {
                try await configuration.administering { store in
                    try await Pause.each(of: ids, "resumed", in: store) { id throws(StoreError) in
                        try await store.resumeConversation(id, now: Date())
                    }
                }
            }
        }
    }
}
