import ArgumentParser

/// `bot inbox`: accepted messages that wait for their answer, or did not get one.
struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Inbox.name, abstract: "Shows accepted messages; retries or drops those that failed.",
        subcommands: [
            QueueList<Inbox>.self, QueueShow<Inbox>.self, QueueAction<Inbox, Retry>.self,
            QueueAction<Inbox, Drop>.self,
        ])
}
