import NIOCore

/// Cuts requests out of a byte stream: as much of HTTP/1.1 as a client of a model uses, at a fraction of the cost.
///
/// A body's length must be told (`Content-Length`); a chunked one is refused.
struct RequestFramer {
    enum Piece: Hashable {
        case completion
        case counts
        /// Not what this server understands: say so and close.
        case refused
    }

    private static let largestHead = 64 << 10
    private var scanned = 0

    /// Takes the next whole request off the buffer; nil where more bytes are needed.
    mutating func next(from buffer: inout ByteBuffer) -> Piece? {
        guard let head = endOfHead(in: buffer) else {
            return buffer.readableBytes > Self.largestHead ? .refused : nil
        }
        let (isCompletion, length) = buffer.withUnsafeReadableBytes { bytes in
            (bytes[0] == UInt8(ascii: "P"), Self.contentLength(in: bytes[..<head]))
        }
        if !isCompletion {
            buffer.moveReaderIndex(forwardBy: head)
            scanned = 0
            return .counts
        }
        guard let length else { return .refused }
        guard buffer.readableBytes >= head + length else { return nil }
        buffer.moveReaderIndex(forwardBy: head + length)
        scanned = 0
        return .completion
    }

    private mutating func endOfHead(in buffer: ByteBuffer) -> Int? {
        buffer.withUnsafeReadableBytes { bytes in
            var index = max(3, scanned)
            while index < bytes.count {
                if bytes[index] == 10, bytes[index - 1] == 13, bytes[index - 2] == 10, bytes[index - 3] == 13 {
                    // Kept where it is, so that waiting for the body does not scan the head again.
                    scanned = index
                    return index + 1
                }
                index += 1
            }
            scanned = index
            return nil
        }
    }

    private static func contentLength(in head: Slice<UnsafeRawBufferPointer>) -> Int? {
        let name = Array("\ncontent-length:".utf8)
        var start = head.startIndex
        while start + name.count < head.endIndex {
            var matched = 0
            // Letters in either case; `|0x20` leaves the other characters of the name as they are, and the line feed apart.
            while matched < name.count, head[start + matched] | (matched == 0 ? 0 : 0x20) == name[matched] {
                matched += 1
            }
            if matched == name.count { return number(in: head[(start + matched)...]) }
            start += 1
        }
        return nil
    }

    private static func number(in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        var value = 0
        for byte in bytes.drop(while: { $0 == 32 }) {
            guard (48...57).contains(byte), value < 1 << 30 else { break }
            value = value * 10 + Int(byte - 48)
        }
        return value
    }
}
