import Foundation
import Glibc

/// Disks and files that fail, for the time of one test. What is mounted is unmounted in every path.
enum FaultyDisk {
    struct Failure: Error, CustomStringConvertible {
        var description: String

        init(_ action: String) { description = "\(action): \(String(cString: strerror(errno)))" }
    }

    /// Whether this process may mount: root may, outside of most containers.
    static func mayMount() async -> Bool {
        (try? await mounted { _ in }) != nil
    }

    /// Whether a file here can be frozen so that not even who has it open may write: root may, on ext4 and its like.
    static func mayFreeze() -> Bool {
        let path = FileManager.default.temporaryDirectory.appending(path: "freeze-\(UUID().uuidString)").path
        let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
        defer {
            close(descriptor)
            unlink(path)
        }
        guard descriptor >= 0, (try? freeze(path, true)) != nil else { return false }
        defer { try? freeze(path, false) }
        return write(descriptor, "x", 1) < 0
    }

    /// A small disk in memory, in a folder of its own.
    static func mounted<Value>(
        megabytes: Int = 16, _ body: (URL) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else { throw Failure("mount") }
        defer { unmount(folder) }
        return try await body(folder)
    }

    /// Makes it read-only, or writable again. Fails while a file on it is open for writing.
    static func remount(_ folder: URL, readOnly: Bool) throws {
        let remount: UInt = 32
        guard mount("tmpfs", folder.path, "tmpfs", remount | (readOnly ? 1 : 0), nil) == 0 else {
            throw Failure("remount")
        }
    }

    /// Also while a process that has not ended keeps files on it open.
    private static func unmount(_ folder: URL) {
        let detach: Int32 = 2
        umount2(folder.path, detach)
    }

    /// Writes to a new file until nothing more fits.
    static func fill(_ folder: URL) throws -> URL {
        let file = folder.appending(path: "ballast")
        let descriptor = open(file.path, O_WRONLY | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw Failure("open") }
        defer { close(descriptor) }
        for size in [1 << 20, 1 << 12, 1] {
            let block = [UInt8](repeating: 0, count: size)
            while write(descriptor, block, size) > 0 {}
            guard errno == ENOSPC else { throw Failure("write") }
        }
        return file
    }

    /// Sets or takes the mark by which nobody may change a file (`chattr +i`).
    static func freeze(_ path: String, _ isFrozen: Bool) throws {
        let (getFlags, setFlags, immutable): (UInt, UInt, Int) = (0x8008_6601, 0x4008_6602, 0x10)
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw Failure("open") }
        defer { close(descriptor) }
        var flags = 0
        guard ioctl(descriptor, getFlags, &flags) == 0 else { throw Failure("flags of \(path)") }
        flags = isFrozen ? flags | immutable : flags & ~immutable
        guard ioctl(descriptor, setFlags, &flags) == 0 else { throw Failure("freeze \(path)") }
    }
}
