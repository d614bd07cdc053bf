internal import ChannelKit

extension BotConfiguration {
    /// What is deleted when it is old.
    public struct Expiry: Sendable, Hashable {
        /// How long what was said is kept. Nil: for good.
        public var messages: Duration?

        public init() {}

        init(from reader: inout SettingsReader) {
            messages = reader.optionalDuration(
                "messages", in: .seconds(14 * 86_400) ... .seconds(3_650 * 86_400),
                help: "how long what was said is kept; for good without it")
        }
    }

    /// How long the store remembers what is over.
    public struct Retention: Sendable, Hashable {
        /// A message that comes again within this time is known.
        public var deduplicateFor = Duration.seconds(15 * 86_400)

        public init() {}

        init(from reader: inout SettingsReader) {
            deduplicateFor = reader.duration(
                "deduplicate_for", default: deduplicateFor, in: .seconds(14 * 86_400) ... .seconds(3_650 * 86_400),
                help: "how long a message that comes again is known")
        }
    }
}
