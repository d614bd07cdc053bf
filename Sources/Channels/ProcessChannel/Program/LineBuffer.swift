/// Cuts what is read into lines, and holds no more than one line and the bytes of one read.
struct LineBuffer {
    private let limit: Int
    private var rest: [UInt8] = []

    init(limit: Int) { self.limit = limit }

    /// The lines that these bytes complete. Nil: one of them is longer than the limit.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> [[UInt8]]? {
        var lines: [[UInt8]] = []
        var bytes = bytes
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            var line = rest + bytes[..<end]
            rest = []
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard line.count <= limit else { return nil }
            lines.append(line)
            bytes = bytes[(end + 1)...]
        }
        rest += bytes
        return rest.count <= limit + 1 ? lines : nil
    }
}
