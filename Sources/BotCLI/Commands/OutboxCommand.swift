import ArgumentParser

/// `bot outbox`: replies that wait to be sent, or could not be.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Outbox.name, abstract: "Shows replies on their way; retries or drops dead letters.",
        subcommands: [
            QueueList<Outbox>.self, QueueShow<Outbox>.self, QueueAction<Outbox, Retry>.self,
            QueueAction<Outbox, Drop>.self,
        ])
}
