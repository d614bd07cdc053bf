import ArgumentParser

/// The load that wrk cannot make: one caller at a time with exact times, thousands waiting at once, callers that dawdle.
///
/// Every command prints lines of `name value`, for a script to read.
@main
struct TurnLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "turn-load", abstract: "Callers of the REST channel, and Meta's deliveries, for measuring.",
        subcommands: [
            TokensCommand.self, TurnsCommand.self, LatencyCommand.self, WaitingCommand.self, SlowCommand.self,
            WebhooksCommand.self, ViewersCommand.self,
        ])
}

/// What went otherwise than a measurement may.
struct LoadFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
