import struct Foundation.Date

/// How far updates were fetched, as the cursor keeps it: `bot:next:seconds`.
struct UpdateOffset: Sendable, Equatable {
    /// After a week without updates the next one has a random number, which may be lower (Telegram, "Bot API: Update"): an offset that old would skip it. Without one Telegram begins at the earliest that was not confirmed.
    static let age = 6.0 * 86_400

    let bot: String
    /// The number of the first update that was not recorded.
    let next: Int
    /// When the one before it came.
    let time: Date

    init(bot: String, after update: Int, at time: Date) {
        self.bot = bot
        next = update + 1
        self.time = time
    }

    /// Nil for what was not written here, or for another bot: its numbers are others.
    init?(_ text: String, bot: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == bot, let next = Int(parts[1]), next > 0, let seconds = Int(parts[2]) else {
            return nil
        }
        self.bot = bot
        self.next = next
        time = Date(timeIntervalSince1970: Double(seconds))
    }

    /// What to ask with. Nil where it is too old to be right.
    func offset(at now: Date) -> Int? { now.timeIntervalSince(time) < Self.age ? next : nil }

    var text: String { "\(bot):\(next):\(Int(time.timeIntervalSince1970))" }
}
