import BotStore
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file of a store, by one name: two paths to one file (a link, a relative path) are the same.
struct SQLiteFile: Sendable {
    let path: String

    init(path: String) {
        let named = URL(fileURLWithPath: path).standardizedFileURL
        // Of a file that is still to be made, only the folder can be resolved.
        let folder = named.deletingLastPathComponent().resolvingSymlinksInPath()
        self.path = folder.appendingPathComponent(named.lastPathComponent).resolvingSymlinksInPath().path
    }

    var lockPath: String { path + ".lock" }
    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    func requireExisting() throws(StoreError) {
        if !exists { throw StoreError(.schema, "\(path) does not exist yet; `bot db init` makes it") }
    }

    /// Makes the folder, and the file itself where it is missing: readable by its owner alone, since it holds what
    /// people said. SQLite gives the files beside it the same permissions.
    func prepareFolder() throws(StoreError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError(.unavailable, "the folder \(folder.path) cannot be made; check the path and its owner")
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw Self.failure(opening: path, errno: errno) }
        close(descriptor)
    }

    static func failure(opening path: String, errno code: Int32) -> StoreError {
        let reason = String(cString: strerror(code))
        switch code {
        case EROFS: return StoreError(.readOnly, "\(path) is on a read-only disk")
        case EACCES, EPERM: return StoreError(.readOnly, "\(path) may not be written: \(reason); check its owner")
        case ENOSPC, EDQUOT: return StoreError(.full, "the disk of \(path) is full; make room")
        default: return StoreError(.unavailable, "\(path) cannot be opened: \(reason)")
        }
    }
}
