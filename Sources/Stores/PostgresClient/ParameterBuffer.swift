/// A statement's parameters as libpq wants them. Its memory is used again for the next statement.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var values: [UnsafePointer<CChar>?] = []

    /// All values one after another, each with a NUL behind it, as libpq takes texts.
    mutating func fill(_ parameters: [PostgresValue]) {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for value in parameters {
            let start = bytes.count
            let (isBinary, isNull) = value.write(to: &bytes)
            offsets.append(isNull ? -1 : start)
            lengths.append(Int32(truncatingIfNeeded: bytes.count - start))
            formats.append(isBinary ? 1 : 0)
            bytes.append(0)
        }
    }

    /// Calls `body` with the count, the values, their lengths and their formats.
    mutating func withArrays<Result>(
        _ body: (Int32, [UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            values.removeAll(keepingCapacity: true)
            for offset in offsets {
                values.append(
                    offset < 0 ? nil : buffer.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) })
            }
            return body(Int32(offsets.count), values, lengths, formats)
        }
    }
}
