import ArgumentParser
import BotRuntime
import ChannelKit

/// `bot channels`: what can stand after `type:` in the YAML, and what each type understands.
struct ChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels", abstract: "Lists the channel types built in, with their YAML keys and defaults.")

    func run() async throws {
        for (type, keys) in BotProgram.channels.listing {
            print(type)
            let width = keys.map(\.name.count).max() ?? 0
            for key in keys {
                let name = key.name + String(repeating: " ", count: width - key.name.count)
                let use = key.isRequired ? "required" : key.defaultValue.map { "default \($0)" } ?? "optional"
                let help = key.help.isEmpty ? "" : "; \(key.help)"
                print("  \(name)  \(key.kind), \(use)\(help)")
            }
        }
    }
}
