import ArgumentParser
import BotRuntime
import BotStore

/// `bot db`: the store's schema and rows.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Creates, shows or empties the database.",
        subcommands: [Initialise.self, Status.self, Clean.self, Backup.self, Restored.self])

    struct Initialise: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init", abstract: "Creates the schema, or upgrades it. Does nothing where it is up to date.")

        @OptionGroup var configuration: ConfigurationOptions

        func run() async throws {
            try await ending {
                let version = try await Components.createSchema(try configuration.operation())
                print("schema version \(version)")
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Shows the schema's version and how many rows each table has.")

        @OptionGroup var configuration: ConfigurationOptions

        func run() async throws {
            try await ending {
                try await configuration.administering { store in
                    let version = try await store.schemaVersion()
                    let isCurrent = version.current == version.needed
                    let note = isCurrent ? "" : " (this program needs \(version.needed): run bot db init)"
                    print("schema version \(version.current)\(note)")
                    for (table, rows) in try await store.rowCounts() { print("\(table) \(rows)") }
                }
            }
        }
    }

    struct Clean: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "clean", abstract: "Deletes all users, conversations and messages.")

        @OptionGroup var configuration: ConfigurationOptions
        @Flag(help: "Do not ask.") var yes = false

        func run() async throws {
            try await ending {
                try await configuration.administering { store in
                    guard yes || isConfirmed() else { throw CommandFailure(.usage, "nothing was deleted") }
                    try await store.clean()
                }
                print("all data deleted")
            }
        }

        private func isConfirmed() -> Bool {
            StandardError.write("Delete all users, conversations and messages? Type yes to go on.")
            return readLine() == "yes"
        }
    }
}
