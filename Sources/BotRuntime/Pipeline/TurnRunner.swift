import BotModel
import BotStore
import ChannelKit
import Logging
import Tracing

/// Runs turns: asks the model, records the end, and goes on with the lane's next turn.
struct TurnRunner: Sendable {
    let core: Core
    let directory: ChannelDirectory
    /// The instances as they were when the turn began, by their names.
    let channels: [String: HostedChannel]

    init(core: Core, channels: ChannelDirectory) {
        self.core = core
        directory = channels
        self.channels = channels.all
    }

    /// Runs a begun turn and all that its lane brings after it.
    func run(_ first: BegunTurn) async {
        var next: BegunTurn? = first
        while let begun = next {
            // Each turn with what is configured when it begins.
            next = await TurnRunner(core: core, channels: directory).runAlone(begun)
        }
    }

    @inline(never) private func runAlone(_ begun: BegunTurn) async -> BegunTurn? {
        if core.traces.isOn { return await traced(begun) }
        return await answer(begun)
    }

    private func traced(_ begun: BegunTurn) async -> BegunTurn? {
        let turn = begun.turn
        let attributes = [
            "bot.channel": turn.channel, "bot.turn": "\(turn.id)", "bot.conversation": "\(turn.conversation)",
            "bot.attempt": "\(turn.attempt)",
        ]
        return await core.traces.span("turn", of: .consumer, in: begun.origin.trace, attributes) { _ in
            await answer(begun)
        }
    }

    private func answer(_ begun: BegunTurn) async -> BegunTurn? {
        await LogScope.$current.withValue(.turn(begun)) {
            // Two steps: the frame in which a turn waits for the model has no room for what comes after.
            let result = await ask(for: begun)
            return await end(begun, with: result)
        }
    }

    private func end(_ begun: BegunTurn, with result: ModelResult) async -> BegunTurn? {
        CrashPoint.reach(.modelAnswered)
        switch result {
        case .error(let error) where error.code == .cancelled:
            // By its user, or by the end of the bot.
            guard begun.live.isCancelled else {
                await leave(begun, used: TurnCompletion.Usage(error))
                return nil
            }
        case .error(let error):
            report(error, on: begun.turn)
            if await putOff(begun, after: error) { return nil }
        case .reply, .text: break
        }
        return await record(ending(of: begun, with: result), of: begun)
    }

    @inline(never) private func ending(of begun: BegunTurn, with result: ModelResult) -> TurnEnding {
        switch result {
        case .reply(let reply): TurnEnding(answered: reply)
        case .text(let text): TurnEnding(said: text)
        case .error(let error) where error.code == .cancelled:
            TurnEnding(cancelled: error, written: begun.live.written)
        case .error(let error): TurnEnding(failed: error)
        }
    }

    /// False where the turn is not to be asked again.
    private func putOff(_ begun: BegunTurn, after error: ModelError) async -> Bool {
        guard let time = nextAttempt(at: begun.turn, after: error), await postpone(begun, until: time, after: error)
        else { return false }
        core.metrics.count(.postponements, error.code.word, channel: begun.turn.channel)
        return true
    }

    private func report(_ error: ModelError, on turn: Turn) {
        let isOperatorsBusiness = [.badKey, .notFound, .quota, .rejected].contains(error.code)
        core.logger.log(
            level: isOperatorsBusiness ? .error : .warning, "a turn has failed",
            metadata: turn.metadata(["error": "\(error)"]))
    }
}
