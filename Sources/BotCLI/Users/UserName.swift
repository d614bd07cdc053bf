import ArgumentParser
import BotStore
import ChannelKit
import Credentials

/// How an operator names a user: by the id, or by the address by which they sign in.
struct UserName: ExpressibleByArgument {
    private let text: String

    init?(argument: String) {
        guard UserID(argument) != nil || EmailAddress(argument) != nil else { return nil }
        text = argument
    }

    func account(in store: any StoreAdministration) async throws -> Account {
        var account: Account?
        if let id = UserID(text) {
            account = try await store.accounts.account(id, bearing: nil)
        } else if let email = EmailAddress(text) {
            account = try await store.accounts.account(emailKey: email.key)
        }
        guard let account else { throw CommandFailure(.usage, "there is no user \(text.onOneLine)") }
        return account
    }
}
