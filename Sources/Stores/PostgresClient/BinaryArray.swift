/// Arrays of one dimension on the wire: dimensions, a flag, the type, the length, the first index, and each element with
/// its length before it (-1 for null).
enum BinaryArray {
    static func elements<Element>(
        of bytes: UnsafeRawBufferPointer, _ convert: (UnsafeRawBufferPointer) -> Element
    ) -> [Element?]? {
        func number(_ offset: Int) -> Int? {
            guard offset + 4 <= bytes.count else { return nil }
            return Int(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + 4]).integer)
        }
        guard let dimensions = number(0) else { return nil }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = number(12), count >= 0, count <= bytes.count else { return nil }
        var elements: [Element?] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            guard let length = number(offset) else { return nil }
            offset += 4
            if length < 0 {
                elements.append(nil)
                continue
            }
            guard offset + length <= bytes.count else { return nil }
            elements.append(convert(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])))
            offset += length
        }
        return elements
    }
}
