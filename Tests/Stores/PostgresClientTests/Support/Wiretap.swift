import Foundation
import Glibc
import Synchronization
import ThrowawayPostgres

/// Stands between a pool and a server: counts how often the pool speaks after the server did, and falls silent when it
/// is told to.
final class Wiretap: Sendable {
    private struct State {
        var trips = 0
        var isSilent = false
    }

    private let folder: String
    private let state = Mutex(State())
    let url: String

    init(_ server: ThrowawayPostgres, database: String) throws {
        var template = Array("/tmp/wiretap-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        url = "postgresql://bot@\(folder.replacingOccurrences(of: "/", with: "%2F")):\(server.port)/\(database)"
        let name = "/.s.PGSQL.\(server.port)"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard Self.address(folder + name, { bind(listener, $0, $1) }) == 0, listen(listener, 16) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                let backend = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
                guard client >= 0, Self.address(server.folder + name, { connect(backend, $0, $1) }) == 0 else { return }
                Thread.detachNewThread { [self] in relay(client, backend) }
            }
        }
    }

    var trips: Int { state.withLock { $0.trips } }

    /// From now on nothing gets through any more, as if a cable was cut.
    func fallSilent() { state.withLock { $0.isSilent = true } }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func relay(_ client: Int32, _ backend: Int32) {
        defer {
            close(client)
            close(backend)
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var hasServerSpoken = true
        while true {
            var polled = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: backend, events: Int16(POLLIN), revents: 0),
            ]
            poll(&polled, 2, -1)
            let isClient = polled[0].revents != 0
            let count = read(isClient ? client : backend, &buffer, buffer.count)
            guard count > 0 else { return }
            if isClient, hasServerSpoken { state.withLock { $0.trips += 1 } }
            hasServerSpoken = !isClient
            if state.withLock({ $0.isSilent }) { continue }
            guard send(isClient ? backend : client, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
                return
            }
        }
    }

    private static func address(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
