import SeededRandom

/// Who writes what and when, and when the process is killed. The same in every run with one seed.
struct TorturePlan: Sendable {
    struct Message: Sendable, Hashable {
        var user: Int
        var number: Int
        /// Seconds after the start.
        var time: Double

        var text: String { "message \(user)-\(number)" }
        var id: String { "wamid.torture-\(user)-\(number)" }
        var phone: String { "1555\(1_000_000 + user)" }
    }

    let seconds: Double
    let users: Int
    let seed: UInt64
    /// Of each user, in the order in which they are written.
    let messages: [[Message]]
    /// Seconds after the start.
    let kills: [Double]

    /// A short run, unless the environment asks for another (`CHANNELKIT_TORTURE_SECONDS`, `_USERS`, `_MESSAGES`,
    /// `_KILLS`, `_SEED`).
    init(_ environment: [String: String]) {
        func number(_ name: String, _ usual: Int) -> Int {
            environment["CHANNELKIT_TORTURE_\(name)"].flatMap(Int.init) ?? usual
        }
        let seconds = Double(number("SECONDS", 12))
        let users = number("USERS", 20)
        seed = UInt64(number("SEED", 20_261_124))
        var random = SeededGenerator(seed: seed)
        var messages = [[Message]](repeating: [], count: users)
        let times = (0..<number("MESSAGES", 100)).map { _ in Double.random(in: 0..<seconds, using: &random) }.sorted()
        for time in times {
            let user = Int.random(in: 0..<users, using: &random)
            messages[user].append(Message(user: user, number: messages[user].count, time: time))
        }
        self.messages = messages
        self.seconds = seconds
        self.users = users
        kills = (0..<number("KILLS", 5)).map { _ in Double.random(in: 0.5..<seconds, using: &random) }.sorted()
    }

    var count: Int { messages.reduce(0) { $0 + $1.count } }
}
