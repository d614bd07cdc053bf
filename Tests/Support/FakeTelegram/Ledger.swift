import Monitor

/// What the fake knows: the scripts, the calls, the updates, what was sent, and who waits for any of it to change.
final class Ledger: Sendable {
    struct State: Sendable {
        var scripts: [String: ArraySlice<FakeTelegram.Behaviour>] = [:]
        var requests: [FakeTelegram.Request] = []
        var messages: [FakeTelegram.Message] = []
        var updates: [(number: Int, json: String)] = []
        var lastUpdate = 1_000
        var webhook: (url: String, secret: String)?
        /// Who waits for updates.
        var poll: Poll?
        var conflicts = 0

        /// The answer to a poll, from the updates that are there.
        func batch(limit: Int) -> String {
            #"{"ok":true,"result":[\#(updates.prefix(limit).map(\.json).joined(separator: ","))]}"#
        }
    }

    /// A request for updates that has not been answered.
    struct Poll: Sendable {
        let id: Int
        let limit: Int
        /// Answers it: with updates, or because somebody else polls.
        let answer: @Sendable (Outcome) -> Void
    }

    enum Outcome: Sendable { case updates(String), conflict }

    private let state = Monitor(State())

    func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock(body) }

    func wait(until isSatisfied: @escaping @Sendable (borrowing State) -> Bool) async {
        await state.wait(until: isSatisfied)
    }

    /// Takes an update in, and answers whoever waits for one.
    func put(_ fields: String) -> Int {
        let (number, poll, batch) = withLock { state -> (Int, Poll?, String) in
            state.lastUpdate += 1
            state.updates.append((state.lastUpdate, FakeTelegram.update(state.lastUpdate, fields)))
            let poll = state.poll
            state.poll = nil
            return (state.lastUpdate, poll, state.batch(limit: poll?.limit ?? 0))
        }
        poll?.answer(.updates(batch))
        return number
    }
}
