internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Where finished log lines go.
public protocol LogSink: Sendable {
    /// Takes one line, its line feed included. Never fails: a log that cannot be written is no reason to stop.
    func write(_ line: [UInt8])
}

/// A file descriptor, standard error by default. Each line is one `write(2)`, and lines never mix.
public final class DescriptorLogSink: LogSink {
    private let descriptor: Mutex<Int32>

    /// The descriptor, 2 being standard error, stays the caller's to close.
    public init(descriptor: Int32 = 2) {
        // Without this, a reader of the log that goes away would end the process.
        _ = signal(SIGPIPE, SIG_IGN)
        self.descriptor = Mutex(descriptor)
    }

    public func write(_ line: [UInt8]) {
        // The lock holds a second line back while the first one is only partly out, as on a pipe that is nearly full.
        descriptor.withLock { descriptor in
            line.withUnsafeBytes { bytes in
                var offset = 0
                while offset < bytes.count {
                    let written = Self.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
                    if written > 0 {
                        offset += written
                    } else if written < 0, errno == EINTR {
                        continue
                    } else if written < 0, errno == EAGAIN, Self.waitUntilWritable(descriptor) {
                        continue
                    } else {
                        return
                    }
                }
            }
        }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }

    /// For a descriptor that somebody has made non-blocking: waits a second at most, then the line is given up.
    private static func waitUntilWritable(_ descriptor: Int32) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&waiting, 1, 1_000) > 0
    }
}
