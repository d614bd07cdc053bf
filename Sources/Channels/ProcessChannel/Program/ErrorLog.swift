import ChannelKit
import Logging
import Synchronization

/// The program's own words in the bot's log: bounded, and without the secrets that it was given.
final class ErrorLog: Sendable {
    /// So many lines in a minute; what is more is counted.
    private static let limit = 200

    private struct State {
        var begun = ContinuousClock.now
        var count = 0
    }

    private let logger: Logger
    private let secrets: [String]
    private let state = Mutex(State())

    init(logger: Logger, secrets: [String]) {
        self.logger = logger
        self.secrets = secrets
    }

    func take(_ line: [UInt8]) { write(line, at: .info) }

    func write(_ line: [UInt8], at level: Logger.Level) {
        let (count, dropped) = state.withLock { state in
            var dropped = 0
            if state.begun.duration(to: .now) > .seconds(60) {
                dropped = max(0, state.count - Self.limit)
                state = State()
            }
            state.count += 1
            return (state.count, dropped)
        }
        if dropped > 0 { logger.warning("lines of the program were dropped", metadata: ["count": "\(dropped)"]) }
        guard count <= Self.limit else { return }
        var text = String(decoding: line, as: UTF8.self)
        for secret in secrets {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "<redacted>")
        }
        logger.log(level: level, "the program says", metadata: ["text": "\(text)"])
    }
}
