internal import CEpoll
internal import CLibPQ
import Glibc

/// One connection, in pipeline mode, and what it is doing. Used by the pool's thread only.
final class Wire {
    /// What a round of reading and writing came to.
    enum Progress {
        case waiting
        /// The work is over, and the connection may have the next one, or may not.
        case done(Result<[PostgresRows], PostgresError>, isUsable: Bool)
        /// The connection is lost.
        case lost(String)
    }

    let connection: OpaquePointer
    private let sink: NoticeSink
    let descriptor: Int32
    var work: Submission?
    var deadline: ContinuousClock.Instant?
    var isCancelled = false
    var wantsToWrite = false
    /// What is waited for besides input.
    var watched: UInt32 = 0
    /// What has come of the work so far, one for each statement, and what the results on the way belong to.
    var rows: [PostgresRows] = []
    var failure: PostgresError?
    var expected: [Expected] = []
    var parameters = ParameterBuffer()
    var place = 0
    /// What each prepared name stands for here: also one that is being prepared in the work under way.
    var prepared: [String: String] = [:]
    /// The server has ended the session or what it prepared is stale: nothing more is begun here.
    var isSpent = false

    enum Expected {
        case preparation(String)
        case rows
    }

    init?(_ connected: Connected) {
        connection = connected.pointer
        sink = connected.sink
        descriptor = PQsocket(connection)
        guard descriptor >= 0, PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
            PQfinish(connection)
            return nil
        }
    }

    deinit { PQfinish(connection) }

    /// Sends what can be sent now. False where the connection is lost.
    func flush() -> Bool {
        let rest = PQflush(connection)
        wantsToWrite = rest == 1
        return rest >= 0
    }

    /// Reads what has come.
    func readable() -> Progress {
        guard PQconsumeInput(connection) == 1 else { return .lost(lastWords) }
        // A pooler may hand on what was meant for another one's listener.
        while let notice = PQnotifies(connection) { PQfreemem(notice) }
        guard let work else {
            // Nothing is asked: the server says that it ends, or that something has changed.
            return PQstatus(connection) == CONNECTION_OK && !isSpent ? .waiting : .lost("the server ended it")
        }
        return switch work.work {
        case .batch: readBatch()
        case .script: readScript()
        }
    }

    /// Whether the next work may be begun here. A cancellation that is still on its way would meet it; a transaction
    /// that was left open would swallow it.
    var isUsable: Bool { !isSpent && !isCancelled && PQtransactionStatus(connection) == PQTRANS_IDLE }

    var lastWords: String { Connector.text(PQerrorMessage(connection)) }
}
