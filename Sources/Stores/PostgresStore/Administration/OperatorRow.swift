import BotStore
import PostgresClient

import struct Foundation.Date

/// A row that is no `ck1_result`, such as those of lists for operators, read column by column.
struct OperatorRow {
    let row: PostgresRow

    init(_ row: PostgresRow) { self.row = row }

    func text(_ column: Int) throws(StoreError) -> String? {
        do { return try row.text(column) } catch { throw StoreError(postgres: error) }
    }

    func number(_ column: Int) throws(StoreError) -> Int64 {
        do { return try row.int(column) ?? 0 } catch { throw StoreError(postgres: error) }
    }

    func optionalNumber(_ column: Int) throws(StoreError) -> Int? {
        do { return try row.int(column).map { Int($0) } } catch { throw StoreError(postgres: error) }
    }

    func flag(_ column: Int) throws(StoreError) -> Bool {
        do { return try row.bool(column) ?? false } catch { throw StoreError(postgres: error) }
    }

    func time(_ column: Int) throws(StoreError) -> Date? {
        do { return try row.time(column) } catch { throw StoreError(postgres: error) }
    }

    func texts(_ column: Int) throws(StoreError) -> [String] {
        do { return try row.texts(column)?.map { $0 ?? "" } ?? [] } catch { throw StoreError(postgres: error) }
    }

    /// An error's five columns.
    func error(from column: Int) throws(StoreError) -> RecordedError? {
        guard let code = try text(column), let kind = try text(column + 1), let message = try text(column + 2) else {
            return nil
        }
        let wait: Int64?
        do { wait = try row.int(column + 3) } catch { throw StoreError(postgres: error) }
        return RecordedError(
            code: code, kind: kind, message: message, retryAfter: wait.map { .milliseconds($0) },
            detail: try text(column + 4))
    }
}
