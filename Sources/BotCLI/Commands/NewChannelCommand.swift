import ArgumentParser
import Foundation

/// `bot new-channel`: writes a channel that compiles and passes the conformance kit, with a few places to fill in.
struct NewChannelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-channel",
        abstract: "Writes a new channel: target, settings, tests with the conformance kit, a configuration.",
        discussion: """
            Without --package, inside a clone of ChannelKit: run it at its root. With --package, a package of its own \
            with a program that serves it.
            """)

    @Argument(help: "The platform's name, such as Telegram: letters and digits, the first a capital.")
    var name: String

    @Option(help: "A folder for a package of its own. It must not exist, or be empty.")
    var package: String?

    @Option(help: "With --package: where ChannelKit is, an address or a path (absolute, or as seen from the package).")
    var channelkit: String?

    func run() async throws {
        try await ending {
            let name = try ChannelName(name)
            let scaffold: Scaffold
            if let package {
                guard let channelkit else {
                    throw CommandFailure(
                        .usage, "with --package, say where ChannelKit is: --channelkit PATH, or an address")
                }
                scaffold = .package(name, in: URL(filePath: package), channelKit: channelkit)
            } else {
                scaffold = try .inRepository(name, at: URL(filePath: FileManager.default.currentDirectoryPath))
            }
            for path in try scaffold.write() { print(path) }
            print(scaffold.nextSteps)
        }
    }
}
