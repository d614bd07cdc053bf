internal import CLibPQ
import Glibc

import class Foundation.Thread

/// Asks the server to cancel what a connection is doing: by a connection of its own, which libpq opens and waits for, so
/// on a thread of its own.
enum Canceller {
    // Sendable though it holds a pointer: it is handed over, and whoever hands it over does not keep it.
    private struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    static func cancel(_ connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return }
        let handle = Handle(pointer: pointer)
        let thread = Thread {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(handle.pointer, &message, Int32(message.count))
            PQfreeCancel(handle.pointer)
        }
        thread.name = "postgres-cancel"
        thread.start()
    }
}
