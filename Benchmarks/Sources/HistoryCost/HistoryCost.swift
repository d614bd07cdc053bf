import ArgumentParser

/// What a long history costs a turn, and what the SQLite store's writer does.
@main
struct HistoryCost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history-cost", abstract: "Fills conversations, and counts what a turn reads of them.",
        subcommands: [FillCommand.self, PagesCommand.self, CommitsCommand.self])
}
