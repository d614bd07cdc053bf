import ArgumentParser

/// The `bot` command: everything that people type.
struct BotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bot",
        abstract: "A chat bot behind any number of channels.",
        discussion: """
            Exit codes: 0 fine, 64 wrong usage, 69 a service it needs is unavailable, 70 internal error, \
            78 bad configuration. Logs go to standard error.
            """,
        subcommands: [
            RunCommand.self, CheckCommand.self, ChatCommand.self, HealthCommand.self, DatabaseCommand.self,
            ChannelsCommand.self, NewChannelCommand.self, DoctorCommand.self, UsersCommand.self, InboxCommand.self,
            OutboxCommand.self, ConversationsCommand.self, UsageCommand.self,
        ])
}
