import SeededRandom
import Testing

@testable import ProcessChannel

@Suite("What a program writes, cut into lines") struct LineBufferTests {
    @Test func `is the same lines, however the bytes come`() {
        var generator = SeededGenerator(seed: 11)
        for round in 0..<2_000 {
            let lines = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                generator.bytes(upTo: 40).filter { ![0x0A, 0x0D].contains($0) }
            }
            let ends = lines.map { _ in generator.chance(3) ? [0x0D, 0x0A] : [0x0A] as [UInt8] }
            let bytes = zip(lines, ends).flatMap { $0 + $1 }
            var buffer = LineBuffer(limit: 40)
            var read: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...30, using: &generator))
                rest = rest.dropFirst(piece.count)
                guard let whole = buffer.take(piece) else {
                    Issue.record("refused in round \(round)")
                    break
                }
                read += whole
            }
            #expect(read == lines, "round \(round)")
        }
    }

    @Test(arguments: [1, 2, 7, 64]) func `may be as long as the limit, and no longer`(piece: Int) {
        #expect(Self.read(Array(repeating: 0x61, count: 16) + [0x0A], by: piece)?.map(\.count) == [16])
        #expect(Self.read(Array(repeating: 0x61, count: 16) + [0x0D, 0x0A], by: piece)?.map(\.count) == [16])
        #expect(Self.read(Array(repeating: 0x61, count: 17) + [0x0A], by: piece) == nil)
        // It is given up before its end has come: a program that never ends its line must not fill the memory.
        #expect(Self.read(Array(repeating: 0x61, count: 18), by: piece) == nil)
    }

    /// Nil where a line is too long.
    private static func read(_ bytes: [UInt8], by piece: Int) -> [[UInt8]]? {
        var buffer = LineBuffer(limit: 16)
        var lines: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            guard let whole = buffer.take(bytes[start..<min(bytes.count, start + piece)]) else { return nil }
            lines += whole
        }
        return lines
    }
}
