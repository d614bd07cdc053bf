import ArgumentParser
import BotStore
import Foundation

/// `bot users show`.
struct UserShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints what is known of one user, with links and sessions.")

    @OptionGroup var configuration: ConfigurationOptions
    @Flag(help: "Print one JSON object.") var json = false
    @Argument(help: "The user's id or e-mail address.") var user: UserName

    func run() async throws {
        try await ending {
            let (account, head) = try await configuration.administering { store in
                let account = try await user.account(in: store)
                return (account, try await store.accounts.exportHead(of: account.record.id))
            }
            let fields =
                account.record.fields + [
                    RowField("has_password", .flag(account.passwordHash != nil)),
                    RowField(
                        "links", .texts(head?.links.map { "\($0.id) (\($0.names.joined(separator: " ")))" } ?? [])),
                    RowField("sessions", .number(head?.sessions.count ?? 0)),
                    RowField("conversations", .number(head?.conversations.count ?? 0)),
                ]
            print(json ? try JSONRows.object(fields) : Sheet.text(fields, body: ""))
        }
    }
}
