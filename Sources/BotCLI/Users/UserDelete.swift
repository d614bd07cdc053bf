import ArgumentParser
import BotRuntime
import BotStore
import Foundation

/// `bot users delete`, `bot users export`.
struct UserDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Deletes a user with everything that the bot holds of them.")

    @OptionGroup var configuration: ConfigurationOptions
    @Flag(help: "Do not ask.") var yes = false
    @Argument(help: "The user's id or e-mail address.") var user: UserName

    func run() async throws {
        try await ending {
            let id = try await configuration.administering { store in
                let id = try await user.account(in: store).record.id
                guard yes || isConfirmed("\(id)") else { throw CommandFailure(.usage, "nothing was deleted") }
                guard try await store.accounts.delete(id, now: Date()) else {
                    throw CommandFailure(.usage, "there is no user \(id)")
                }
                return id
            }
            print("user \(id) deleted")
        }
    }

    private func isConfirmed(_ id: String) -> Bool {
        StandardError.write("Delete user \(id) with all conversations and messages? Type yes to go on.")
        return readLine() == "yes"
    }
}

struct UserExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Prints everything that the bot holds of a user, as one JSON object.")

    @OptionGroup var configuration: ConfigurationOptions
    @Argument(help: "The user's id or e-mail address.") var user: UserName

    func run() async throws {
        try await ending {
            try await configuration.administering { store in
                let account = try await user.account(in: store)
                let export = AccountExport(
                    user: account.record.id, accounts: store.accounts, exportedAt: Date())
                try await export.write { bytes in try FileHandle.standardOutput.write(contentsOf: bytes) }
            }
        }
    }
}
