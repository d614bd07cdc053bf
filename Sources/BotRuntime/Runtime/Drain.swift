import Logging
import ServiceLifecycle

/// The first to hear that the bot is to stop: from then on nothing new is taken or begun.
struct Drain: RuntimeService {
    let core: Core

    func run() async throws {
        try? await gracefulShutdown()
        core.phase.drain()
        core.board.drain()
        core.logger.info("stopping", metadata: ["turns": "\(core.capacity.used)"])
    }
}
