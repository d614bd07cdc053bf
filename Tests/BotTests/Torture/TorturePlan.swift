import SeededRandom

/// Who writes what and when, and what is done to the processes. The same in every run with one seed.
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
    /// How many bots serve the store at once.
    let replicas: Int
    /// After so many seconds a silent one is taken for dead.
    let lease: Int
    /// Seconds after the start: when a bot is killed.
    let kills: [Double]
    /// When the database is killed, and started again.
    let databaseKills: [Double]
    /// When the database cuts all connections.
    let cuts: [Double]
    /// When a bot is stopped, and for how long; then it goes on.
    let pause: (start: Double, seconds: Double)?

    /// A short run, unless the environment asks for another (`CHANNELKIT_TORTURE_SECONDS`, `_USERS`, `_MESSAGES`,
    /// `_KILLS`, `_SEED`; where several bots serve the store, `_REPLICAS`, `_LEASE`, `_DATABASE_KILLS`, `_CUTS` and
    /// `_PAUSE` as well).
    init(_ environment: [String: String], isShared: Bool) {
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
        func instants(_ count: Int, before end: Double) -> [Double] {
            (0..<count).map { _ in Double.random(in: 0.5..<end, using: &random) }.sorted()
        }
        kills = instants(number("KILLS", isShared ? 4 : 5), before: seconds)
        replicas = isShared ? number("REPLICAS", 3) : 1
        lease = number("LEASE", 2)
        databaseKills = isShared ? instants(number("DATABASE_KILLS", 1), before: seconds) : []
        cuts = isShared ? instants(number("CUTS", 4), before: seconds) : []
        let length = Double(number("PAUSE", 4))
        pause =
            isShared && length > 0 ? (Double.random(in: 0.5..<max(1, seconds - length), using: &random), length) : nil
    }

    var count: Int { messages.reduce(0) { $0 + $1.count } }
}
