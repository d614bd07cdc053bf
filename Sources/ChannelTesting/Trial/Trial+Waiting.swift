import BotRuntime
import ChannelKit

/// Waiting for what has to happen, by a clock that runs only meanwhile.
extension Trial {
    /// Waits, for at most some seconds, and lets the bot's clock run on meanwhile. On a machine that is too busy to look 40 times
    /// a second it waits longer: the bot comes to nothing there either.
    func until(
        _ claim: @autoclosure () -> String, within seconds: Double = 20, clockRuns: Bool = true,
        _ condition: () async throws -> Bool
    ) async throws {
        let giveUp = ContinuousClock.now + .seconds(seconds)
        var looks = 0.0
        while try await !condition() {
            looks += 1
            guard .now < giveUp || looks < seconds * 40 else {
                throw PromiseBroken("this did not happen: \(claim())", seen: summary)
            }
            try await Task.sleep(for: .milliseconds(2))
            if clockRuns { clock.advance(0.1) }
        }
    }

    /// Waits until everything accepted has its end, and every reply was sent or given up.
    func settle() async throws {
        try await until("everything that was accepted comes to an end", within: 30) { try await isSettled }
    }

    var isDraining: Bool { get throws { try life.rehearsal.isDraining } }
    var isSettled: Bool { get async throws { try await life.rehearsal.isSettled() } }

    /// Lets some seconds pass by the bot's clock, and the bot do what it does in them.
    func letPass(_ seconds: Double) async throws {
        var left = seconds
        while left > 0 {
            clock.advance(0.25)
            left -= 0.25
            try await Task.sleep(for: .milliseconds(2))
        }
        try await life.rehearsal.sendWaitingReplies()
    }

    /// What the platform has of a chat's replies, in order.
    ///
    /// Who listens gets the stored reply again when they repeat a message: those are left out.
    func taken(in chat: Int = 0) -> [String] {
        let texts = platform.taken.filter { $0.chat == chat }.map(\.text)
        guard specimen.caller == .listens else { return texts }
        return texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    var summary: String {
        let replies = platform.taken.map { "\($0.chat): \($0.text)" }
        return "the model was asked \(model.asked); the platform has \(replies)"
    }
}
