import ArgumentParser
import BotRuntime
import BotStore

extension DatabaseCommand {
    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "backup", abstract: "Copies a SQLite database into a file, while the bot runs.",
            discussion: """
                The copy is of one instant, is looked through, and is on the disk when the command ends. It replaces no \
                file. PostgreSQL has its own tools for this: pg_dump, pg_basebackup.
                """)

        @OptionGroup var configuration: ConfigurationOptions
        @Argument(help: "The file to make.") var file: String

        func run() async throws {
            try await ending {
                try await Components.backUp(try configuration.operation(), to: file)
                print("backed up to \(file)")
            }
        }
    }

    struct Restored: AsyncParsableCommand {
        /// As many as no bot gives out between two backups.
        static let idsLeftOut = 1_000_000_000

        static let configuration = CommandConfiguration(
            commandName: "restored", abstract: "Makes a database that was restored from a backup fit to be served.",
            discussion: """
                Ids that were given out after the backup are left out, so that a token made then names nobody else now. \
                Run it once after restoring, before the bot is started.
                """)

        @OptionGroup var configuration: ConfigurationOptions

        func run() async throws {
            try await ending {
                try await configuration.administering { store in try await store.skipIDs(Self.idsLeftOut) }
                print("\(Self.idsLeftOut) ids of each kind are left out")
            }
        }
    }
}
