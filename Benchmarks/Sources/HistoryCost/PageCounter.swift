import GRDBSQLite
import Synchronization

/// Counts the pages that SQLite asks its pager for, on every connection of this process, whoever opens it: whether a
/// page is in the cache is chance, that it is asked for is not.
enum PageCounter {
    private struct Connections {
        // A pointer is only used while no call is under way and before the connections are closed; SQLite's own
        // counters need no more than that.
        nonisolated(unsafe) var handles: [OpaquePointer] = []
    }

    private static let connections = Mutex(Connections())

    /// Counts the connections that are opened from now on. They must stay open while `pages` is asked for.
    static func install() {
        let register: @convention(c) (OpaquePointer?, OpaquePointer?, OpaquePointer?) -> Int32 = { handle, _, _ in
            if let handle { PageCounter.add(handle) }
            return SQLITE_OK
        }
        // SQLite's header leaves the parameters out and calls the function with these three.
        sqlite3_auto_extension(unsafeBitCast(register, to: (@convention(c) () -> Void).self))
    }

    private static func add(_ handle: OpaquePointer) {
        nonisolated(unsafe) let handle = handle
        connections.withLock { $0.handles.append(handle) }
    }

    /// Pages asked for so far.
    static var pages: Int {
        connections.withLock { connections in
            connections.handles.reduce(0) { sum, handle in
                sum + count(SQLITE_DBSTATUS_CACHE_HIT, of: handle) + count(SQLITE_DBSTATUS_CACHE_MISS, of: handle)
            }
        }
    }

    private static func count(_ what: Int32, of handle: OpaquePointer) -> Int {
        var current: Int32 = 0
        var highest: Int32 = 0
        sqlite3_db_status(handle, what, &current, &highest, 0)
        return Int(current)
    }
}
