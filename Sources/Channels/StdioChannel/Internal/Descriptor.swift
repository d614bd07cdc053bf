#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file descriptor, borrowed, and the few calls that are made on it. All of them may block.
struct Descriptor: Sendable {
    enum Readiness {
        case readable, woken, outputClosed
        case failed(Int32)
    }

    enum ReadResult {
        /// At least one byte.
        case bytes([UInt8])
        case end
        /// Somebody else was faster.
        case again
        case failed(Int32)
    }

    enum WriteResult: Equatable {
        case written
        /// Nobody reads any more.
        case closed
        case failed(Int32, written: Int)
    }

    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// Waits until there is something to read, the wake-up call has come, or the output has lost its reader.
    func waitForInput(wake: Descriptor, output: Descriptor) -> Readiness {
        var polled = [
            pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0),
            // What is wrong with a descriptor is reported without being asked for.
            pollfd(fd: output.number, events: 0, revents: 0),
            pollfd(fd: number, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&polled, nfds_t(polled.count), -1) < 0 {
            guard errno == EINTR || errno == EAGAIN else { return .failed(errno) }
        }
        if polled[0].revents != 0 { return .woken }
        if polled[1].revents != 0 { return .outputClosed }
        return .readable
    }

    func readSome(upTo count: Int) -> ReadResult {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let result = read(number, buffer.baseAddress, count)
            code = result < 0 ? errno : 0
            filled = max(0, result)
        }
        switch code {
        case 0: return bytes.isEmpty ? .end : .bytes(bytes)
        case EINTR, EAGAIN, EWOULDBLOCK: return .again
        // A terminal that has hung up.
        case EIO: return .end
        default: return .failed(code)
        }
    }

    func writeAll(_ bytes: [UInt8]) -> WriteResult {
        var written = 0
        while written < bytes.count {
            let result = bytes[written...].withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
            guard result < 0 else {
                written += result
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK:
                var polled = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                _ = poll(&polled, 1, -1)
            case EPIPE, EBADF, ECONNRESET: return .closed
            case let code: return .failed(code, written: written)
            }
        }
        return .written
    }

    /// The operating system's own words for an error.
    static func explanation(of code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
