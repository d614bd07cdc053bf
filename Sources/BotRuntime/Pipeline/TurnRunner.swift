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

    private func runAlone(_ begun: BegunTurn) async -> BegunTurn? {
        guard core.traces.isOn else { return await answer(begun) }
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
        let end: TurnCompletion.End
        var failure: TurnFailure?
        var used: TurnCompletion.Usage?
        switch result {
        case .reply(let reply): end = .answered(text: reply.text, usage: TurnCompletion.Usage(reply))
        case .text(let text): end = .said(text)
        case .error(let error) where error.code == .cancelled && begun.live.isCancelled:
            used = TurnCompletion.Usage(error)
            let written = begun.live.written
            end = .cancelled(partial: written.isEmpty ? nil : written)
            failure = TurnFailure(error: RecordedError.cancelled.channelError, recorded: true)
        case .error(let error) where error.code == .cancelled:
            await leave(begun, used: TurnCompletion.Usage(error))
            return nil
        case .error(let error):
            used = TurnCompletion.Usage(error)
            report(error, on: begun.turn)
            if let time = nextAttempt(at: begun.turn, after: error), await postpone(begun, until: time, after: error) {
                core.metrics.count(.postponements, error.code.word, channel: begun.turn.channel)
                return nil
            }
            let channelError = ChannelError(model: error)
            end = .failed(RecordedError(channelError, detail: error.fullDescription), partial: error.partial)
            failure = TurnFailure(error: channelError, recorded: true)
        }
        return await record(end, of: begun, failure: failure, used: used).map(core.begin)
    }

    private func report(_ error: ModelError, on turn: Turn) {
        let isOperatorsBusiness = [.badKey, .notFound, .quota, .rejected].contains(error.code)
        core.logger.log(
            level: isOperatorsBusiness ? .error : .warning, "a turn has failed",
            metadata: turn.metadata(["error": "\(error)"]))
    }
}
