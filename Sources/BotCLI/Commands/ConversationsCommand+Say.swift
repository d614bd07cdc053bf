import ArgumentParser
import BotStore
import ChannelKit
import Foundation

extension ConversationsCommand {
    struct Say: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "say", abstract: "Says something in the bot's place, by the conversation's channel.",
            discussion: """
                It is sent behind what waits for the same chat, and stands in the conversation as the assistant's, marked \
                as by an operator. With - for the text, it is read from standard input. Pause the conversation first, or \
                the bot goes on answering.
                """)

        @OptionGroup var configuration: ConfigurationOptions
        @Argument(help: "The conversation's id, as the list has it.") var id: String
        @Argument(help: "The text, or - for standard input.") var text: String

        func validate() throws { try Pause.check([id]) }

        func run() async throws {
            try await ending {
                let text = try words()
                let number = ConversationID(id) ?? ConversationID(0)
                let outcome = try await configuration.administering { store in
                    try await store.say(text, in: number, now: Date())
                }
                guard case .said(let message, let reply) = outcome else {
                    throw CommandFailure(.usage, Self.refusal(outcome, id))
                }
                print("message \(message) said in conversation \(id): its reply is \(reply)")
            }
        }

        private func words() throws -> String {
            var text = text
            if text == "-" {
                text = ""
                // No more than may be said, and what shows that there is more.
                while text.count <= OperatorSaying.longest, let line = readLine(strippingNewline: false) {
                    text += line
                }
                if text.hasSuffix("\n") { text.removeLast() }
            }
            guard !text.allSatisfy(\.isWhitespace) else { throw CommandFailure(.usage, "there is nothing to say") }
            guard text.count <= OperatorSaying.longest else {
                throw CommandFailure(
                    .usage, "a message has at most \(OperatorSaying.longest) characters: say it in several")
            }
            return text
        }

        private static func refusal(_ outcome: OperatorSaying, _ id: String) -> String {
            switch outcome {
            case .said, .notFound: "there is no conversation \(id)"
            case .finished: "conversation \(id) is finished; its user's next message is in another one"
            case .optedOut: "nothing is said in conversation \(id): its user wants no messages"
            case .unreachable:
                "it is not known yet how to reach the user of conversation \(id); try again after the bot's first answer"
            }
        }
    }
}
