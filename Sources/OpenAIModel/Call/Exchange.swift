import AsyncHTTPClient
import BotModel
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// One call under way: takes the answer in as it comes, watches its time-outs, and tells the one who waits how it ended.
///
/// All of it happens on the call's event loop, with one continuation and no task of its own: thousands of calls wait at
/// once, and what each costs is what it keeps here. The timer is the loop's too, not `Task.sleep`: that one stays in
/// memory until its time, and most calls end long before.
final class Exchange: HTTPClientResponseDelegate, Sendable {
    typealias Response = Void

    /// Behind a reference, so that the frames that wait for it are small.
    indirect enum Ending: Sendable {
        case reply(ModelReply)
        case fault(Fault)

        @inline(never) func reply() throws(ModelError) -> ModelReply {
            switch self {
            case .reply(let reply): return reply
            case .fault(let fault): throw fault.error
            }
        }
    }

    private struct State {
        /// Until it is sent.
        var request: HTTPClient.Request?
        var answer: Answer
        var clock: CallClock
        var isSent = false
        var hasHead = false
        var timer: Scheduled<Void>?
        var timerIsDue: ContinuousClock.Instant?
        var task: HTTPClient.Task<Void>?
        var waiter: CheckedContinuation<Ending, Never>?
        var ending: Ending?
    }

    private let state: Mutex<State>
    private let onHead: @Sendable (HTTPResponseHead) -> Void

    init(
        _ request: HTTPClient.Request, answer: Answer, clock: CallClock,
        onHead: @escaping @Sendable (HTTPResponseHead) -> Void
    ) {
        state = Mutex(State(request: request, answer: answer, clock: clock))
        self.onHead = onHead
    }

    /// Makes the call and waits for its end. A cancelled task ends the call.
    func run(on client: HTTPClient) async -> Ending {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let ending = state.withLock { state in
                    state.waiter = waiter
                    return state.ending
                }
                if let ending { waiter.resume(returning: ending) } else { start(on: client) }
            }
        } onCancel: {
            interrupt { partial in Fault(.cancelled, partial: partial, detail: "cancelled by the caller") }
        }
    }

    @inline(never) private func start(on client: HTTPClient) {
        guard let request = state.withLock({ $0.request.take() }) else { return }
        // The clock here has the deadline; the client's own would run beside it.
        let task = client.execute(request: request, delegate: self)
        let isOver = state.withLock { state in
            if state.ending == nil { state.task = task }
            return state.ending != nil
        }
        if isOver { return task.cancel() }
        watch(on: task.eventLoop)
        // Brings every end, that of a client which has been shut down too; the delegate is not told of all of them.
        task.futureResult.whenComplete { self.close($0) }
    }

    // MARK: What comes

    func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
        // The body goes at once behind it.
        state.withLock { $0.isSent = true }
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        onHead(head)
        state.withLock { state in
            state.hasHead = true
            state.clock.expect(state.answer.receive(head))
        }
        watch(on: task.eventLoop)
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ piece: ByteBuffer) -> EventLoopFuture<Void> {
        var fault: Fault?
        let expectation: Answer.Expectation? = state.withLock { state in
            // What comes after the end is nobody's.
            guard state.ending == nil else { return nil }
            do throws(Fault) {
                let expectation = try state.answer.receive(piece)
                state.clock.expect(expectation)
                return expectation
            } catch {
                fault = error
                return nil
            }
        }
        if let fault {
            end { _ throws(Fault) in throw fault }
        } else if case .nothing = expectation {
            end { answer throws(Fault) in try answer.finish() }
        } else {
            watch(on: task.eventLoop)
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) {}

    // MARK: How it ends

    /// The body has ended, or the connection has broken.
    private func close(_ result: Result<Void, any Error>) {
        switch result {
        case .success: end { answer throws(Fault) in try answer.finish() }
        case .failure(let error):
            let hasHead = state.withLock { $0.hasHead }
            interrupt { partial in
                hasHead
                    ? TransportError.insideReply(error, partial: partial) : TransportError.beforeAnswer(error)
            }
        }
    }

    private func interrupt(_ fault: (String) -> Fault) {
        end { answer throws(Fault) in try answer.finish(unlessWhole: fault) }
    }

    /// Only the first ending counts, and it is judged once. What is still coming is dropped: that is what tells the
    /// upstream to stop.
    private func end(_ judge: (inout Answer) throws(Fault) -> ModelReply) {
        var ending: Ending?
        let waiter: CheckedContinuation<Ending, Never>? = state.withLock { state in
            guard state.ending == nil else { return nil }
            do throws(Fault) { ending = .reply(try judge(&state.answer)) } catch {
                var fault = error
                fault.error.usage = state.answer.usage
                fault.wasAtWork = state.answer.isBegun || fault.error.code == .cancelled && state.isSent
                ending = .fault(fault)
            }
            state.ending = ending
            state.timer.take()?.cancel()
            return state.waiter.take()
        }
        if let ending { waiter?.resume(returning: ending) }
        // Outside of the lock: it calls back. A task that has ended by itself does not mind.
        state.withLock { $0.task.take() }?.cancel()
    }

    // MARK: Time

    /// Makes sure that somebody looks at the clock when it runs out.
    private func watch(on loop: any EventLoop) {
        state.withLock { state in
            guard state.ending == nil else { return }
            let due = state.clock.nextLook
            if let standing = state.timerIsDue, standing <= due { return }
            state.timer?.cancel()
            state.timerIsDue = due
            state.timer = loop.scheduleTask(in: TimeAmount(due - .now)) { self.look(on: loop) }
        }
    }

    private func look(on loop: any EventLoop) {
        let clock = state.withLock { state in
            state.timerIsDue = nil
            state.timer = nil
            return state.clock
        }
        if ContinuousClock.now >= clock.limit { interrupt(clock.fault) } else { watch(on: loop) }
    }
}
