internal import CLibPQ

extension Wire {
    /// Begins some work. False where the connection does not take it: then nothing of it was sent.
    func begin(_ submission: Submission, preparing: Bool) -> Bool {
        work = submission
        deadline = .now + submission.timeout
        isCancelled = false
        rows = []
        failure = nil
        expected.removeAll(keepingCapacity: true)
        place = 0
        switch submission.work {
        case .batch(let queries):
            for query in queries { guard send(query, preparing: preparing) else { return false } }
            guard PQpipelineSync(connection) == 1 else { return false }
        case .script(let sql):
            guard PQexitPipelineMode(connection) == 1, PQsendQuery(connection, sql) == 1 else { return false }
        }
        return flush()
    }

    private func send(_ query: PostgresQuery, preparing: Bool) -> Bool {
        let statement = query.statement
        let known = prepared[statement.name]
        // A name that stands for something else already is left to that.
        let preparing = preparing && (known == nil || known == statement.sql)
        if preparing, known == nil {
            guard PQsendPrepare(connection, statement.name, statement.sql, 0, nil) == 1 else { return false }
            expected.append(.preparation(statement.name))
            // Already now: the batch may hold it twice.
            prepared[statement.name] = statement.sql
        }
        expected.append(.rows)
        parameters.fill(query.parameters)
        return parameters.withArrays { count, values, lengths, formats in
            preparing
                ? PQsendQueryPrepared(connection, statement.name, count, values, lengths, formats, 1) == 1
                : PQsendQueryParams(connection, statement.sql, count, nil, values, lengths, formats, 1) == 1
        }
    }
}
