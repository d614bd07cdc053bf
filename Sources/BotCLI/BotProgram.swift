import ArgumentParser
public import BotRuntime

/// The whole `bot` command as a library, so that a program may bring channels of its own.
public enum BotProgram {
    /// What the commands of this program know.
    @TaskLocal static var channels = ChannelRegistry.builtIn

    /// Reads the process's arguments, does what they say, and ends the process.
    public static func run(channels: ChannelRegistry) async {
        await $channels.withValue(channels) { await BotCommand.main() }
    }
}
