import ChannelKit
import Dispatch
import LenientJSON
import Logging
import Synchronization

/// One life of the program, from its hello to its end.
final class Session: Sendable {
    private struct State {
        var isGreeted = false
        var showsWork = false
        var isStopping = false
        var lines = 0
        var failure: ChannelError?
    }

    let program: Program
    let settings: ProcessChannel.Settings
    let logger: Logger
    let pending: PendingReplies
    private let state = Mutex(State())

    init(_ program: Program, settings: ProcessChannel.Settings, logger: Logger) {
        self.program = program
        self.settings = settings
        self.logger = logger
        pending = PendingReplies(limit: settings.maxInFlight)
    }

    // MARK: State

    var isGreeted: Bool { state.withLock { $0.isGreeted } }
    var isStopping: Bool { state.withLock { $0.isStopping } }
    var failure: ChannelError? { state.withLock { $0.failure } }
    /// Grows with every line of the program: a sign of life.
    var lines: Int { state.withLock { $0.lines } }

    func heard() { state.withLock { $0.lines += 1 } }

    func greet(showsWork: Bool) {
        state.withLock { state in
            state.isGreeted = true
            state.showsWork = showsWork
        }
    }

    /// Ends the program for what it has done, or has not done. The first reason counts.
    func fail(_ error: ChannelError) {
        state.withLock { if $0.failure == nil { $0.failure = error } }
        program.kill()
    }

    /// Asks the program to end, and kills it when the grace has passed. Returns at once.
    func stop() {
        state.withLock { $0.isStopping = true }
        let (program, grace) = (program, settings.shutdownGrace)
        var line = RuntimeLine("shutdown")
        line.grace = Int(grace / .milliseconds(1))
        let bytes = line.bytes
        // Called where nothing can be waited for: the task is being cancelled.
        Task {
            _ = await program.write(bytes)
            program.closeInput()
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(grace / .milliseconds(1)))) {
            program.kill()
        }
    }

    // MARK: Speaking

    /// A program that does not read what it is told is of no use any more.
    func say(_ line: RuntimeLine) async {
        if await !program.write(line.bytes), !isStopping {
            fail(.program("program_not_reading", "The channel's program does not read its input."))
        }
    }

    func send(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        guard case .text(let text) = reply.body else { return Receipt() }
        let id = "\(reply.id).\(reply.attempt)"
        var line = RuntimeLine("reply", id: id)
        line.reply = reply.id.description
        line.attempt = reply.attempt
        line.chat = address.chat.rawValue
        line.context = address.context
        line.inReplyTo = reply.inReplyTo
        line.quote = reply.quotesQuestion
        line.text = text
        let bytes = line.bytes
        guard bytes.count <= settings.maxLine + 1 else { throw .replyTooLong }
        guard isGreeted, !isStopping, failure == nil else { throw .programUnavailable }
        guard pending.open(id) else { throw .tooManyReplies }
        let (pending, timeout) = (pending, settings.replyTimeout)
        return try await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do { try await Task.sleep(for: timeout) } catch { return }
                    pending.resolve(id, .failure(.noReceipt("no receipt in time")))
                }
                if await !program.write(bytes) {
                    pending.resolve(id, .failure(.noReceipt("it could not be written whole")))
                    if !isStopping {
                        fail(.program("program_not_reading", "The channel's program does not read its input."))
                    }
                }
                let outcome = await pending.outcome(of: id)
                group.cancelAll()
                return outcome
            }
        } onCancel: {
            pending.resolve(id, .failure(.noReceipt("cancelled")))
        }.get()
    }

    func indicateWork(on messageID: String, at address: ReplyAddress) async {
        guard state.withLock({ $0.isGreeted && $0.showsWork && !$0.isStopping }) else { return }
        var line = RuntimeLine("working")
        line.chat = address.chat.rawValue
        line.context = address.context
        line.message = messageID
        await say(line)
    }
}
