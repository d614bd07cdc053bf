internal import CLibPQ
import Glibc
public import Logging
import Synchronization

import class Foundation.Thread

/// What a listener hears.
public enum PostgresNotice: Sendable, Hashable {
    case notification(channel: String, payload: String)
    /// It listens, for the first time or again: what was said before it did is missed.
    case listening
}

/// Hears what is said on channels (`NOTIFY`), on a connection and a thread of its own. Connects again when the connection
/// is lost.
public final class PostgresListener: Sendable {
    /// For one reader. Ends when the listener is closed.
    public let notices: AsyncStream<PostgresNotice>
    private let continuation: AsyncStream<PostgresNotice>.Continuation
    private let configuration: PostgresPool.Configuration
    private let channels: [String]
    private let logger: Logger
    private let isClosed = Atomic(false)
    private let wakeUp = WakeUp()

    /// - Parameter channels: Plain names: letters, digits and `_`.
    public init(configuration: PostgresPool.Configuration, channels: [String], logger: Logger) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
        (notices, continuation) = AsyncStream.makeStream()
        let thread = Thread { self.run() }
        thread.name = "postgres-listen"
        thread.start()
    }

    public func close() {
        isClosed.store(true, ordering: .releasing)
        wakeUp.ring()
        continuation.finish()
    }

    private func run() {
        var failures = 0
        while !isClosed.load(ordering: .acquiring) {
            switch Connector.connect(configuration) {
            case .success(let connected):
                failures = 0
                listen(connected.pointer)
                PQfinish(connected.pointer)
            case .failure(let error):
                if failures == 0 {
                    logger.warning("the database cannot be listened to", metadata: ["error": "\(error.message)"])
                }
                failures += 1
            }
            // Not at once, should the server end each connection as it comes.
            wait(for: -1, milliseconds: Int32(min(100 << min(failures, 6), 5_000)))
        }
    }

    /// Returns when the connection is lost, or the listener closed.
    private func listen(_ connection: OpaquePointer) {
        let statement = channels.map { "LISTEN \($0);" }.joined()
        let result = PQexec(connection, statement)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { return }
        continuation.yield(.listening)
        while !isClosed.load(ordering: .acquiring) {
            while let notice = PQnotifies(connection) {
                continuation.yield(
                    .notification(
                        channel: String(cString: notice.pointee.relname), payload: String(cString: notice.pointee.extra)
                    ))
                PQfreemem(notice)
            }
            wait(for: PQsocket(connection), milliseconds: -1)
            guard PQconsumeInput(connection) == 1, PQstatus(connection) == CONNECTION_OK else { return }
        }
    }

    /// Waits until the descriptor can be read, the listener is closed, or the time is over.
    private func wait(for descriptor: Int32, milliseconds: Int32) {
        var polled = [
            pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&polled, descriptor < 0 ? 1 : 2, milliseconds)
    }
}
