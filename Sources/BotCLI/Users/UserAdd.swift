import ArgumentParser
import BotStore
import Credentials
import Foundation

/// `bot users add`, `bot users password`.
struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Adds a registered user and prints the id.",
        discussion: "The password is asked for, or read from standard input: its first line.")

    @OptionGroup var configuration: ConfigurationOptions
    @Option(help: "The address by which the user signs in.") var email: String
    @Option(help: "What the user is called.") var name: String?
    @Option(help: "The user's telephone number.") var phone: String?

    func validate() throws {
        guard EmailAddress(email) != nil else { throw ValidationError("--email takes an e-mail address") }
    }

    func run() async throws {
        try await ending {
            guard let email = EmailAddress(email) else { return }
            let hash = try await PasswordInput.hash()
            let outcome = try await configuration.administering { store in
                try await store.accounts.register(
                    NewAccount(
                        email: AccountEmail(address: email.address, key: email.key), passwordHash: hash, name: name,
                        phoneNumber: phone, origin: "operator"), now: Date())
            }
            guard case .registered(let user, _) = outcome else {
                throw CommandFailure(.usage, "another user has that e-mail address")
            }
            print("\(user)")
        }
    }
}

struct UserPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Gives a user another password, and ends all sessions.",
        discussion: "The password is asked for, or read from standard input: its first line.")

    @OptionGroup var configuration: ConfigurationOptions
    @Argument(help: "The user's id or e-mail address.") var user: UserName

    func run() async throws {
        try await ending {
            let hash = try await PasswordInput.hash()
            try await configuration.administering { store in
                let account = try await user.account(in: store)
                guard account.emailKey != nil else {
                    throw CommandFailure(.usage, "user \(account.record.id) has no address to sign in by")
                }
                _ = try await store.accounts.setPassword(
                    of: account.record.id, to: hash, expecting: nil, session: nil, now: Date())
            }
            print("password changed, all sessions ended")
        }
    }
}
