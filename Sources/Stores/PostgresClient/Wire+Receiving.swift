internal import CLibPQ

extension Wire {
    /// Takes results until the pipeline's end, or until more has to come.
    func readBatch() -> Progress {
        var wasEnd = false
        while PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                // The end of a statement's results; two of them in a row are the end of the connection.
                if wasEnd || PQstatus(connection) != CONNECTION_OK { return .lost(lastWords) }
                wasEnd = true
                continue
            }
            wasEnd = false
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                return .done(outcome, isUsable: isUsable)
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                take(ResultHandle(result))
            case PGRES_PIPELINE_ABORTED:
                // A statement behind one that failed.
                PQclear(result)
                pass()
            case PGRES_FATAL_ERROR:
                take(errorOf: result)
                PQclear(result)
                pass()
            default:
                PQclear(result)
                return .lost("COPY goes by no pipeline; use INSERT")
            }
        }
        return .waiting
    }

    private func take(_ result: ResultHandle) {
        guard place < expected.count else { return }
        if case .rows = expected[place] { rows.append(PostgresRows(result)) }
        place += 1
    }

    /// Goes past what was not done.
    private func pass() {
        if place < expected.count, case .preparation(let name) = expected[place] { prepared[name] = nil }
        place += 1
    }

    private var outcome: Result<[PostgresRows], PostgresError> { failure.map { .failure($0) } ?? .success(rows) }

    func readScript() -> Progress {
        while PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                if PQstatus(connection) != CONNECTION_OK { return .lost(lastWords) }
                // After an error its transaction may be open: such a connection is not used again.
                return .done(outcome, isUsable: isUsable && PQenterPipelineMode(connection) == 1)
            }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            case PGRES_FATAL_ERROR: take(errorOf: result)
            default: return .lost("COPY needs somebody at the other end; use INSERT, or psql")
            }
        }
        return .waiting
    }

    /// The first one counts: it is why the rest was not done.
    private func take(errorOf result: OpaquePointer) {
        let state = Diagnosis.state.of(result)
        let isLast = ["FATAL", "PANIC"].contains(Diagnosis.severity.of(result))
        // A new connection has no session that ends, and nothing prepared that is gone (26000) or stale (0A000).
        if state == nil || isLast || ["26000", "0A000"].contains(state) { isSpent = true }
        guard failure == nil else { return }
        let text = Diagnosis.message.of(result) ?? Connector.text(PQresultErrorMessage(result))
        // An error without a state is libpq's own, about the connection; and where all statements are answered, the
        // session may have ended before the commit or after it.
        guard let state, !isLast || place < expected.count else {
            failure = PostgresError(.unknown, sqlState: state, text)
            return
        }
        if isCancelled, state == "57014" {
            failure = PostgresError(.timeout, sqlState: state, "the database took too long")
        } else {
            failure = PostgresError(.server, sqlState: state, PostgresError.withoutData(text, sqlState: state))
        }
    }
}

/// The fields of an error, which libpq names by macros that Swift does not see. The detail is left alone: it may hold
/// values.
private enum Diagnosis: UInt8 {
    case severity = 0x56  // V
    case state = 0x43  // C
    case message = 0x4D  // M

    func of(_ result: OpaquePointer) -> String? {
        PQresultErrorField(result, Int32(rawValue)).map { String(cString: $0) }
    }
}
