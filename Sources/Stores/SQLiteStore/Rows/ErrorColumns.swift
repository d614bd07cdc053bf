import BotStore
import GRDB

/// A recorded error's five columns, in the order in which every table and statement has them.
struct ErrorColumns {
    var code: String?
    var kind: String?
    var message: String?
    /// In milliseconds.
    var retryAfter: Int64?
    var detail: String?

    init(_ error: RecordedError?) {
        code = error?.code.storable
        kind = error?.kind.storable
        message = error?.message.storable
        retryAfter = error?.retryAfter.map { $0.milliseconds }
        detail = error?.detail?.storable
    }

    init(_ row: Row, from column: Int) {
        code = row[column]
        kind = row[column + 1]
        message = row[column + 2]
        retryAfter = row[column + 3]
        detail = row[column + 4]
    }

    var error: RecordedError? {
        guard let code, let kind, let message else { return nil }
        return RecordedError(
            code: code, kind: kind, message: message, retryAfter: retryAfter.map { .milliseconds($0) }, detail: detail)
    }

    var arguments: StatementArguments { [code, kind, message, retryAfter, detail] }
}

extension Duration {
    /// Rounded down, and bounded to what fits a column with room to add.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let bound: Int64 = 100_000_000_000
        return min(max(seconds, -bound), bound) * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
