import BotRuntime
import ChannelKit
import Logging

/// What a channel instance finds out about itself.
struct ChannelCheck: Sendable {
    let name: String
    private let channel: any Channel

    /// Instances that are made to be asked: they are never run, and their log goes nowhere.
    static func all(of configuration: BotConfiguration) -> [ChannelCheck] {
        let opened = BotProgram.channels.open(configuration.channels) { entry in
            ChannelContext(
                instance: entry.name, installation: "",
                logger: Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() }, cursor: NoCursor())
        }
        return opened.channels.map { ChannelCheck(name: $0.entry.name, channel: $0.channel) }
    }

    func findings() async -> [Finding] {
        guard let channel = channel as? any Diagnosable else {
            return [Finding("settings", .ok, "nothing outside has to be asked")]
        }
        return await channel.diagnose()
    }
}

private struct NoCursor: ChannelCursor {
    func load() async throws(ChannelError) -> String? { nil }
    func save(_ value: String) async throws(ChannelError) {}
}
