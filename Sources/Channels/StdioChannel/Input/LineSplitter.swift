/// Cuts a stream of bytes into lines, holding no more than one line and the bytes of one read.
///
/// A line ends with LF or CR LF; the last one may end with the input. A byte order mark at the very start is dropped.
struct LineSplitter {
    enum Line: Equatable {
        case bytes([UInt8])
        /// Longer than the limit; its bytes were dropped.
        case tooLong
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let limit: Int
    private var buffer: [UInt8] = []
    /// Where the line in hand begins, and how far it was searched for its end.
    private var start = 0
    private var searched = 0
    private var isSkipping = false
    private var isFirst = true

    /// - Parameter limit: the longest line, in bytes, its end not counted.
    init(limit: Int) { self.limit = limit }

    /// Bytes held, for bounding memory.
    var held: Int { buffer.count }

    /// Adds what was read. To be called once `next()` has nothing more.
    mutating func append(_ bytes: [UInt8]) {
        buffer.removeSubrange(..<start)
        searched -= start
        start = 0
        buffer += bytes
    }

    /// The next whole line, or nil when more bytes are needed.
    mutating func next() -> Line? {
        if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = buffer[start..<end]
            start = end + 1
            searched = start
            return finished(line)
        }
        searched = buffer.count
        // One byte more than the limit may be the CR of a line's end, and three may be a byte order mark.
        let most = limit + 1 + (isFirst ? Self.byteOrderMark.count : 0)
        if isSkipping || buffer.count - start > most {
            isSkipping = true
            start = searched
        }
        return nil
    }

    /// The line that the end of the input ends, where there is one. To be called once `next()` has nothing more.
    mutating func finish() -> Line? {
        let line = buffer[start...]
        start = buffer.count
        searched = start
        let last = finished(line)
        return last == .bytes([]) ? nil : last
    }

    private mutating func finished(_ line: ArraySlice<UInt8>) -> Line {
        defer {
            isSkipping = false
            isFirst = false
        }
        guard !isSkipping else { return .tooLong }
        var line = line
        if isFirst, line.starts(with: Self.byteOrderMark) { line = line.dropFirst(Self.byteOrderMark.count) }
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        return line.count > limit ? .tooLong : .bytes(Array(line))
    }
}
