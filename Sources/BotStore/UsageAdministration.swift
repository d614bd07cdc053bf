import ChannelKit

/// What models were asked for, and by whom.
public protocol UsageAdministration: Sendable {
    /// Sums by `grouping`: days newest first, channels and users by the most tokens. A day is one of UTC.
    ///
    /// - Parameter from: The first and the last day, as `2026-11-29`. Nil: without an end.
    func usage(
        by grouping: UsageGrouping, from: String?, to: String?, limit: Int
    ) async throws(StoreError) -> [UsageRecord]
}

public enum UsageGrouping: String, Sendable, Hashable, CaseIterable { case user, channel, day }

/// How much was used by one user, by one channel, or on one day.
public struct UsageRecord: Sendable, Hashable {
    /// So many days before anything else that is over sums are forgotten.
    public static let keptDays = 400

    /// The user's id, the channel's name, or the day.
    public var key: String
    /// Answers of a model.
    public var turns: Int
    public var promptTokens: Int
    public var completionTokens: Int

    public init(key: String, turns: Int, promptTokens: Int, completionTokens: Int) {
        self.key = key
        self.turns = turns
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
    }
}
