extension SeededGenerator {
    public mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self) == 0 }

    public mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &self)]
    }

    public mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// One to four small changes: a byte flipped, put in, taken out, a stretch repeated or cut.
    public mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let index = Int.random(in: 0...bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0 where index < bytes.count: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes.insert(UInt8.random(in: .min ... .max, using: &self), at: index)
            case 2: bytes.insert(pick(Array("\"\\{}[]:,\n\0u0e.-tfn".utf8)), at: index)
            case 3 where index < bytes.count: bytes.remove(at: index)
            case 4: bytes.insert(contentsOf: bytes.prefix(index), at: index)
            default: bytes.removeLast(min(bytes.count, Int.random(in: 0...3, using: &self)))
            }
        }
        return bytes
    }
}
