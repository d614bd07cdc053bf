import BotCLI
import BotRuntime
import EchoChannel

/// The `bot` command with this channel beside the built-in ones.
@main
enum Main {
    static func main() async {
        await BotProgram.run(channels: ChannelRegistry(ChannelRegistry.builtIn.types + [EchoChannel.self]))
    }
}
