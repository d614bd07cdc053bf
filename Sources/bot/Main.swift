import BotCLI

/// The `bot` command, with the channels that come with ChannelKit.
///
/// A bot with channels of your own is a program like this one:
///
/// ```swift
/// await BotProgram.run(channels: ChannelRegistry(ChannelRegistry.builtIn.types + [MyChannel.self]))
/// ```
@main
enum Main {
    static func main() async { await BotProgram.run(channels: .builtIn) }
}
