import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// One call under way. It knows whether any of it has left the process: then, and only then, a failure leaves open
/// whether the platform has acted on it.
final class PlatformCall: HTTPClientResponseDelegate, Sendable {
    typealias Response = PlatformResponse
    typealias Failure = PlatformFailure

    private struct State {
        var hasBegun = false
        var head: HTTPResponseHead?
        var body: [UInt8] = []
        var isTooLong = false
    }

    private let state = Mutex(State())
    private let longestBody: Int

    private init(longestBody: Int) { self.longestBody = longestBody }

    /// Makes a call and waits for its end, which comes by the deadline. A cancelled task ends it.
    static func make(
        _ request: HTTPClient.Request, on client: HTTPClient, longestBody: Int, timeout: Duration
    ) async throws(Failure) -> PlatformResponse {
        let call = PlatformCall(longestBody: longestBody)
        let task = client.execute(request: request, delegate: call, deadline: .now() + TimeAmount(timeout))
        do {
            return try await withTaskCancellationHandler {
                try await task.get()
            } onCancel: {
                task.cancel()
            }
        } catch {
            throw call.failure(error)
        }
    }

    /// Told once the head is on the wire; the body follows it.
    func didSendRequestHead(task: HTTPClient.Task<PlatformResponse>, _ head: HTTPRequestHead) {
        state.withLock { $0.hasBegun = true }
    }

    func didReceiveHead(task: HTTPClient.Task<PlatformResponse>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { $0.head = head }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<PlatformResponse>, _ piece: ByteBuffer) -> EventLoopFuture<Void> {
        let isTooLong = state.withLock { state in
            state.isTooLong = state.isTooLong || state.body.count + piece.readableBytes > longestBody
            if state.isTooLong { state.body = [] } else { state.body.append(contentsOf: piece.readableBytesView) }
            return state.isTooLong
        }
        // The rest is not waited for.
        return isTooLong
            ? task.eventLoop.makeFailedFuture(Failure.unknown(reason: "the answer is too long", timedOut: false))
            : task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<PlatformResponse>) throws -> PlatformResponse {
        try state.withLock { state in
            guard let head = state.head else { throw Failure.unknown(reason: "no answer", timedOut: false) }
            return PlatformResponse(head: head, body: state.body)
        }
    }

    private func failure(_ error: any Error) -> Failure {
        if let failure = error as? Failure { return failure }
        let name = Self.name(error)
        switch error as? HTTPClientError {
        // The clock does not wait to hear from the connection, so what has been sent by then is not known.
        case .deadlineExceeded: return .unknown(reason: name, timedOut: true)
        case .cancelled: return .unknown(reason: name, timedOut: false)
        default: return state.withLock(\.hasBegun) ? .unknown(reason: name, timedOut: false) : .notSent(reason: name)
        }
    }

    /// The type of an error, or the plain name of one of the client's own. Its description could quote a header, so a
    /// secret.
    private static func name(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as IOError: "system error \(error.errnoCode)"
        default: String(describing: type(of: error))
        }
    }
}
