import BotStore
import PostgresClient

extension StoreError {
    init(postgres error: PostgresError) {
        switch error.kind {
        case .server: self.init(sqlState: error.sqlState ?? "", error.message)
        case .exhausted: self.init(.overloaded, "too much waits for the database; it will be taken later")
        case .closed: self = .closed
        case .invalid: self.init(.invalid, error.message)
        case .timeout: self.init(.unavailable, "the database took too long")
        case .unreachable, .unknown: self.init(.unavailable, "the database did not answer: \(error.message)")
        }
    }

    private init(sqlState: String, _ message: String) {
        switch sqlState {
        case "CK001": self.init(.fenced, message)
        case "CK002": self.init(.unavailable, message)
        case "CK003": self.init(.corrupt, "\(message); an operator can drop it")
        case "53100": self.init(.full, "the database's disk is full; make room on it")
        case "25006": self.init(.readOnly, "the database takes no writes: is it a standby? connect to the primary")
        case "42P01", "42883", "42703", "3F000":
            self.init(.schema, "the database's schema is not this program's; run `bot db init`")
        case "55P03":
            self.init(
                .unavailable,
                "somebody holds a table that is to be changed; end the backup or the transaction, and try again")
        case "42501": self.init(.unavailable, "the database's user may not do that: \(message); grant it")
        case _ where sqlState.hasPrefix("22") || sqlState.hasPrefix("23") || sqlState.hasPrefix("54"):
            self.init(.invalid, "a value does not fit (\(sqlState))")
        case _ where sqlState.hasPrefix("XX"): self.init(.corrupt, "the database is damaged (\(sqlState))")
        default: self.init(.unavailable, "the database did not do it: \(message) (\(sqlState))")
        }
    }

    static let closed = StoreError(.unavailable, "the store is closed")
}

extension PostgresError {
    /// Two processes were in each other's way: the same call, made again, goes through.
    ///
    /// So it is where a row refers to one that another process deletes meanwhile (23503).
    var isRace: Bool { ["40001", "40P01", "23505", "23503"].contains(sqlState ?? "") }

    /// Somebody held a table for longer than the call was to wait for it.
    var isLockTimeout: Bool { sqlState == "55P03" }
}
