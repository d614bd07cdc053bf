import ArgumentParser
import BotStore
import ChannelKit

/// `bot users`: who the bot knows.
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users", abstract: "Shows, adds, imports, links, exports and deletes the bot's users.",
        subcommands: [
            List.self, UserShow.self, UserAdd.self, UserPassword.self, UserDelete.self, UserExport.self,
            UserImport.self,
            UserLink.self, UserUnlink.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists users, newest first.")

        @OptionGroup var configuration: ConfigurationOptions
        @OptionGroup var listing: ListOptions
        @Option(help: "Only users older than the one with this id.") var before: String?

        func validate() throws {
            if let before, UserID(before) == nil { throw ValidationError("--before takes a user's id") }
        }

        func run() async throws {
            try await ending {
                let users = try await configuration.administering { store in
                    try await store.users(limit: listing.limit, before: before.flatMap { UserID($0) })
                }
                print(try listing.text(users.map(\.fields)))
            }
        }
    }
}

extension UserRecord {
    var fields: [RowField] {
        [
            .id("id", id), RowField("origin", .text(origin)), RowField("is_guest", .flag(isGuest)),
            RowField("name", .text(name)), RowField("email", .text(email)),
            RowField("phone_number", .text(phoneNumber)), RowField("created_at", .time(createdAt)),
        ]
    }
}
