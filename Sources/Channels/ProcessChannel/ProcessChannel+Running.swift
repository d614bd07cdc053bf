public import ChannelKit
import Foundation
import LenientJSON
import Synchronization

extension ProcessChannel: Running {
    /// One life of the program. Throws when it ends unasked; returns when it was told to stop.
    ///
    /// Every replica runs a program of its own, so that each can send the replies of the chats it works on.
    public func run(deliver: Deliver<Delivery>) async throws(ChannelError) {
        let program = try start()
        let session = Session(program, settings: settings, logger: context.logger)
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                let (jobs, queue) = AsyncStream.makeStream(of: Job.self)
                let waiting = Mutex(0)
                group.addTask { await self.work(off: jobs, in: session, deliver) { waiting.withLock { $0 -= 1 } } }
                group.addTask { await self.watch(session) }
                await self.read(from: session) { job in
                    let hasRoom = waiting.withLock { count in
                        guard count < settings.maxInFlight else { return false }
                        count += 1
                        return true
                    }
                    if hasRoom { queue.yield(job) }
                    return hasRoom
                }
                queue.finish()
                group.cancelAll()
            }
        } onCancel: {
            session.stop()
        }
        current.session = nil
        program.kill()
        let status = await program.end()
        // The program had them: whether they were sent nobody knows.
        session.pending.resolveAll(.failure(.noReceipt("the program has ended")))
        guard !session.isStopping else { return }
        throw session.failure
            ?? .program("program_ended", "The channel's program has ended.", detail: Self.words(for: status))
    }

    private func start() throws(ChannelError) -> Program {
        let own = ProcessInfo.processInfo.environment
        var environment: [String: String] = [:]
        for name in settings.environment { environment[name] = own[name] }
        for (name, secret) in settings.secrets { environment[name] = secret.value }
        return try Program(
            settings.command, environment: environment, directory: settings.directory, maxLine: settings.maxLine
        ) { [log] line in log.take(line) }
    }

    private static func words(for status: Int32) -> String {
        status & 0x7F == 0 ? "exit code \((status >> 8) & 0xFF)" : "signal \(status & 0x7F)"
    }

    /// Ends a program that does not say hello in time, or later nothing at all.
    private func watch(_ session: Session) async {
        do {
            try await Task.sleep(for: settings.helloTimeout)
            guard session.isGreeted else {
                return session.fail(
                    .program("no_hello", "The channel's program has not said hello within hello_timeout."))
            }
            while true {
                let before = session.lines
                await session.say(RuntimeLine("ping"))
                try await Task.sleep(for: settings.pingInterval)
                if session.lines > before { continue }
                try await Task.sleep(for: settings.pingInterval)
                guard session.lines > before else {
                    return session.fail(
                        .program("program_silent", "The channel's program does not answer a ping."))
                }
            }
        } catch {
            // The program has ended before.
        }
    }
}
