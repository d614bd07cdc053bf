import ArgumentParser

/// `bot doctor`: whether everything that the bot needs is there and takes its word.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks configuration, database, model, channels and machine, and says what to mend.",
        discussion: """
            Asks the database, the model's server and the platforms, by calls that cost nothing, change nothing and reach \
            no user. Works while the bot runs. Exit codes: 0 fine or warnings only, 69 a service is unavailable, \
            78 something has to be mended.
            """)

    @Option(help: "The configuration file (YAML).")
    var config: String
    @Flag(help: "Print one JSON array.")
    var json = false

    func run() async throws {
        try await ending {
            let reports = await Doctor(path: config).examine()
            print(json ? try reports.json() : reports.text)
            if let code = reports.failure { throw CommandFailure(code) }
        }
    }
}
