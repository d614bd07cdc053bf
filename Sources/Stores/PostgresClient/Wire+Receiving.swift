internal import CLibPQ

extension Wire {
    /// Takes results until the pipeline's end, or until more has to come.
    func readBatch() -> Progress {
        while PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                if PQstatus(connection) != CONNECTION_OK { return .lost(Connector.text(PQerrorMessage(connection))) }
                continue
            }
            let status = PQresultStatus(result)
            switch status {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                return .done(outcome, isUsable: true)
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
                take(ResultHandle(result))
            case PGRES_PIPELINE_ABORTED:
                // A statement behind one that failed.
                PQclear(result)
                place += 1
            default:
                let error = Self.error(of: result)
                PQclear(result)
                if failure == nil { failure = error }
                place += 1
                // The server ends the connection after it has said why.
                if PQstatus(connection) != CONNECTION_OK { return .lost(error.message) }
            }
        }
        return .waiting
    }

    private func take(_ result: ResultHandle) {
        guard place < expected.count else { return }
        switch expected[place] {
        case .preparation(let statement): prepared[statement.name] = statement.sql
        case .rows: rows.append(PostgresRows(result))
        }
        place += 1
    }

    private var outcome: Result<[PostgresRows], PostgresError> {
        guard let failure else { return .success(rows) }
        if isCancelled, failure.sqlState == "57014" {
            return .failure(PostgresError(.timeout, sqlState: failure.sqlState, "the database took too long"))
        }
        return .failure(failure)
    }

    func readScript() -> Progress {
        while PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                if PQstatus(connection) != CONNECTION_OK { return .lost(Connector.text(PQerrorMessage(connection))) }
                // After an error its transaction may be open: such a connection is not used again.
                let isUsable =
                    PQtransactionStatus(connection) == PQTRANS_IDLE && PQenterPipelineMode(connection) == 1
                return .done(outcome, isUsable: isUsable)
            }
            let status = PQresultStatus(result)
            if status != PGRES_TUPLES_OK, status != PGRES_COMMAND_OK, status != PGRES_EMPTY_QUERY, failure == nil {
                failure = Self.error(of: result)
            }
            PQclear(result)
        }
        return .waiting
    }

    /// The message alone: the detail of some errors holds values.
    private static func error(of result: OpaquePointer) -> PostgresError {
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        guard let state else {
            return PostgresError(.unknown, Connector.text(PQresultErrorMessage(result)))
        }
        return PostgresError(.server, sqlState: state, message ?? "")
    }
}
