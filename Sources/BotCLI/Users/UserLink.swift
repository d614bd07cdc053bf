import ArgumentParser
import BotRuntime
import BotStore
import Foundation

/// `bot users link`, `bot users unlink`.
struct UserLink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Makes a person on a channel this user, with their conversations.",
        discussion: "Nobody proves anything by this command: be sure who it is.")

    @OptionGroup var configuration: ConfigurationOptions
    @Option(help: "Who gives the name, where an instance has several that do: an API key's fingerprint, say.")
    var scope = ""
    @Argument(help: "The user's id or e-mail address.") var user: UserName
    @Argument(help: "The channel instance.") var channel: String
    @Argument(help: "The person's name on that platform: a number, say.") var name: String

    func validate() throws {
        guard (1...255).contains(name.utf8.count), scope.utf8.count <= 255 else {
            throw ValidationError("the name takes 1 to 255 bytes")
        }
    }

    func run() async throws {
        try await ending {
            guard try configuration.operation().channelNames.contains(channel) else {
                throw CommandFailure(.usage, "there is no channel \(channel.onOneLine) in the configuration")
            }
            let outcome = try await configuration.administering { store in
                let account = try await user.account(in: store)
                guard !account.record.isGuest else { throw CommandFailure(.usage, "a guest is not linked to") }
                return try await store.accounts.link(
                    LinkedIdentity(channel: channel, scope: scope, id: name), to: account.record.id, now: Date())
            }
            switch outcome {
            case .linked: print("linked")
            case .linkedAlready: print("linked already")
            case .taken: throw CommandFailure(.usage, "that is another registered user; unlink them first")
            case .userNotFound: throw CommandFailure(.usage, "there is no such user")
            }
        }
    }
}

struct UserUnlink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlink", abstract: "Makes whoever writes by a link a guest again.")

    @OptionGroup var configuration: ConfigurationOptions
    @Argument(help: "The user's id or e-mail address.") var user: UserName
    @Argument(help: "The link's id, as `bot users show` has it.") var link: String

    func validate() throws {
        guard LinkID(link) != nil else { throw ValidationError("\(link.onOneLine) is not the id of a link") }
    }

    func run() async throws {
        try await ending {
            let isDone = try await configuration.administering { store in
                let id = try await user.account(in: store).record.id
                guard let link = LinkID(link) else { return false }
                return try await store.accounts.unlink(link, of: id, now: Date())
            }
            guard isDone else { throw CommandFailure(.usage, "there is no such link of that user's") }
            print("unlinked")
        }
    }
}
