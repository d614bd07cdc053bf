import BotStore
import PostgresClient

extension RecordedError {
    /// Code, kind, message, milliseconds to wait, and detail: as the functions of the schema take an error.
    var parameter: PostgresValue {
        .texts([
            code.storable, kind.storable, message.storable, retryAfter.map { String($0.storedMilliseconds) },
            detail?.storable,
        ])
    }
}

extension Duration {
    /// Rounded down, and bounded to what fits a column with room to add.
    var storedMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let bound: Int64 = 100_000_000_000
        return min(max(seconds, -bound), bound) * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
