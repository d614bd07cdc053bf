internal import CLibPQ

extension Wire {
    /// Begins some work. False where the connection does not take it: then nothing of it was sent.
    func begin(_ submission: Submission, preparing: Bool) -> Bool {
        work = submission
        deadline = .now + submission.timeout
        isCancelled = false
        rows.removeAll()
        failure = nil
        expected.removeAll()
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
        // All values one after another, each with a NUL behind it, as libpq takes texts.
        var bytes: [UInt8] = []
        var lengths: [Int32] = []
        var formats: [Int32] = []
        var offsets: [Int?] = []
        for value in query.parameters {
            let start = bytes.count
            let (isBinary, isNull) = value.write(to: &bytes)
            offsets.append(isNull ? nil : start)
            lengths.append(Int32(bytes.count - start))
            formats.append(isBinary ? 1 : 0)
            bytes.append(0)
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let base = UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
            let values = offsets.map { offset in offset.flatMap { base?.advanced(by: $0) } }
            let count = Int32(query.parameters.count)
            if preparing {
                return PQsendQueryPrepared(connection, statement.name, count, values, lengths, formats, 1) == 1
            }
            return PQsendQueryParams(connection, statement.sql, count, nil, values, lengths, formats, 1) == 1
        }
    }
}
