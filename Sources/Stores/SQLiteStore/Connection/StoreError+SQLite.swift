import BotStore
import GRDB

extension StoreError {
    /// The store's word for what SQLite said, and what to do about it.
    init(sqlite error: any Error) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.unavailable, "the database did not answer: \(type(of: error))")
            return
        }
        let reason = "\(error.message ?? "SQLite error") (\(error.extendedResultCode.rawValue))"
        switch error.extendedResultCode {
        case .SQLITE_IOERR_CORRUPTFS:
            self.init(.corrupt, "the file system is damaged: \(reason); check the disk, restore a backup")
            return
        default: break
        }
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(.full, "the disk is full: \(reason); make room, nothing was written")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.readOnly, "the database may not be written: \(reason); check the file's owner and the disk")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.locked, "another process holds the database: \(reason); try again when it is done")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
            self.init(.corrupt, "the database is damaged: \(reason); restore a backup")
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG:
            self.init(.invalid, "a value does not fit: \(reason)")
        case .SQLITE_CANTOPEN:
            self.init(.unavailable, "the database cannot be opened: \(reason); check the path and its owner")
        case .SQLITE_IOERR:
            self.init(
                .unavailable,
                "the disk does not take or give what is asked of it: \(reason); check that it may be written")
        default:
            self.init(.unavailable, "the database did not answer: \(reason)")
        }
    }

    static let overloaded = StoreError(.overloaded, "too much waits to be written; try again in a moment")
    static let closed = StoreError(.unavailable, "the store is closed")

    static func corrupt(_ what: String) -> StoreError {
        StoreError(.corrupt, "\(what) cannot be read; restore a backup")
    }
}
