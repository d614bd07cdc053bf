import ArgumentParser
import BotRuntime
import BotStore

/// `bot usage`: what the model was asked for, and what that costs.
struct UsageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage", abstract: "Shows how many tokens were used, and what they cost.",
        discussion: "Days are those of UTC. The cost is reckoned by model.price as it is now.")

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var listing: ListOptions
    @Option(help: "day, channel or user.") var by = "day"
    @Option(help: "The first day, such as 2026-11-29.") var from: String?
    @Option(help: "The last day.") var to: String?

    func validate() throws {
        guard UsageGrouping(rawValue: by) != nil else { throw ValidationError("--by takes day, channel or user") }
        for day in [from, to].compactMap(\.self) where !Self.isDay(day) {
            throw ValidationError("--from and --to take days such as 2026-11-29")
        }
    }

    func run() async throws {
        try await ending {
            let price = try configuration.operation().model.price
            let grouping = UsageGrouping(rawValue: by) ?? .day
            let records = try await configuration.administering { store in
                try await store.usage(by: grouping, from: from, to: to, limit: listing.limit)
            }
            print(try listing.text(records.map { $0.fields(by: grouping, price: price) }))
        }
    }

    /// One that every calendar has: the databases read no other.
    private static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2]), year > 0, (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }
}

extension UsageRecord {
    /// Without a price there is no cost: null.
    func fields(by grouping: UsageGrouping, price: TokenPrice?) -> [RowField] {
        [
            RowField(grouping == .user ? "user_id" : grouping.rawValue, .text(key)), RowField("turns", .number(turns)),
            RowField("prompt_tokens", .number(promptTokens)), RowField("completion_tokens", .number(completionTokens)),
            RowField("cost", .amount(price?.cost(prompt: promptTokens, completion: completionTokens))),
        ]
    }
}
