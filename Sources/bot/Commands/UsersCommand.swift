import ArgumentParser
import BotStore
import ChannelKit

/// `bot users`: who the bot knows.
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users", abstract: "Shows the bot's users.", subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists users, newest first.")

        @OptionGroup var configuration: ConfigurationOptions
        @Flag(help: "Print one JSON array.") var json = false
        @Option(help: "At most so many.") var limit = 100
        @Option(help: "Only users older than the one with this id.") var before: String?

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000") }
            if let before, UserID(before) == nil { throw ValidationError("--before takes a user's id") }
        }

        func run() async throws {
            try await ending {
                let store = try await Components.administration(at: try configuration.store())
                let users = try await store.users(limit: limit, before: before.flatMap { UserID($0) })
                await store.close()
                print(json ? try JSONList.text(users.map(\.row)) : Self.table(users))
            }
        }

        private static func table(_ users: [UserRecord]) -> String {
            Table.text(
                ["ID", "ORIGIN", "GUEST", "NAME", "EMAIL", "PHONE", "SINCE"],
                users.map { user in
                    [
                        user.id.description, user.origin, user.isGuest ? "yes" : "no", user.name ?? "-",
                        user.email ?? "-", user.phoneNumber ?? "-", user.createdAt.rfc3339,
                    ]
                })
        }
    }
}

extension UserRecord {
    fileprivate var row: [String: any Sendable] {
        var row: [String: any Sendable] = [
            "id": id.description, "origin": origin, "is_guest": isGuest, "created_at": createdAt.rfc3339,
        ]
        row["name"] = name
        row["email"] = email
        row["phone_number"] = phoneNumber
        return row
    }
}
