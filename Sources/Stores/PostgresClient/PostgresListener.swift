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
    private static let mostUnread = 16_384
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
        (notices, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.mostUnread))
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
            switch Connector.connect(configuration, logger: logger) {
            case .success(let connected):
                let refusal = withExtendedLifetime(connected.sink) { listen(connected.pointer) }
                connected.close()
                failures = refusal == nil ? 0 : failures + 1
                if let refusal, failures == 1 { warn(refusal) }
            case .failure(let error):
                failures += 1
                if failures == 1 { warn(error.message) }
            }
            // Not at once, should the server end each connection as it comes.
            wait(for: -1, milliseconds: Int32(min(100 << min(failures, 6), 5_000)))
        }
    }

    private func warn(_ reason: String) {
        logger.warning("the database cannot be listened to", metadata: ["error": "\(reason)"])
    }

    /// Returns when the connection is lost, or the listener closed. Where it could not even listen, says why.
    private func listen(_ connection: OpaquePointer) -> String? {
        let statement = channels.map { "LISTEN \"\($0)\";" }.joined()
        let result = PQexec(connection, statement)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            return Connector.text(PQerrorMessage(connection))
        }
        deliver(.listening)
        while !isClosed.load(ordering: .acquiring) {
            while let notice = PQnotifies(connection) {
                let (channel, payload) = (notice.pointee.relname, notice.pointee.extra)
                deliver(
                    .notification(
                        channel: channel.map { String(cString: $0) } ?? "",
                        payload: payload.map { String(cString: $0) } ?? ""))
                PQfreemem(notice)
            }
            wait(for: PQsocket(connection), milliseconds: -1)
            guard PQconsumeInput(connection) == 1, PQstatus(connection) == CONNECTION_OK else { return nil }
        }
        return nil
    }

    /// A reader that does not keep up misses the oldest ones, and hears of it as of a connection that was lost.
    private func deliver(_ notice: PostgresNotice) {
        if case .dropped = continuation.yield(notice) { continuation.yield(.listening) }
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
