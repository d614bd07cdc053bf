#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Reads files whole, at start-up. A pipe or `/dev/stdin` will do too: it is read to its end.
enum FileContent {
    static func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
        // A zero byte would end the path early, and another file would be read.
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .notFound }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let size = chunk.count
            let count = unistdRead(descriptor, &chunk, size)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure()
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        }
    }

    private static func unistdRead(_ descriptor: Int32, _ buffer: inout [UInt8], _ count: Int) -> Int {
        buffer.withUnsafeMutableBytes { bytes in
            #if canImport(Glibc)
                Glibc.read(descriptor, bytes.baseAddress, count)
            #elseif canImport(Musl)
                Musl.read(descriptor, bytes.baseAddress, count)
            #else
                Darwin.read(descriptor, bytes.baseAddress, count)
            #endif
        }
    }

    private static func failure() -> FileReadError {
        switch errno {
        case ENOENT, ENOTDIR: .notFound
        case EACCES, EPERM: .notPermitted
        case EISDIR: .isFolder
        default: .unreadable
        }
    }
}
