import SeededRandom
import Testing

@testable import StdioChannel

@Suite("Cutting the input into lines") struct LineSplitterTests {
    /// What a splitter makes of an input that comes in pieces of one size.
    private func lines(_ input: some Sequence<UInt8>, limit: Int = 1_024, piece: Int = 1 << 20) -> [String] {
        var splitter = LineSplitter(limit: limit)
        var lines: [LineSplitter.Line] = []
        var rest = Array(input)[...]
        while !rest.isEmpty {
            splitter.append(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            while let line = splitter.next() { lines.append(line) }
        }
        if let line = splitter.finish() { lines.append(line) }
        return lines.map { line in
            switch line {
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            case .tooLong: "(too long)"
            }
        }
    }

    @Test func `a line ends with LF or with CR LF`() {
        #expect(lines("a\nb\r\nc\n".utf8) == ["a", "b", "c"])
        #expect(lines("a\rb\n".utf8) == ["a\rb"])
    }

    @Test func `the last line needs no end`() {
        #expect(lines("a\nb".utf8) == ["a", "b"])
        #expect(lines("a\nb\r".utf8) == ["a", "b"])
        #expect(lines("a\n".utf8) == ["a"])
        #expect(lines("".utf8) == [])
    }

    @Test func `blank lines are lines`() {
        #expect(lines("\n\na\n\n".utf8) == ["", "", "a", ""])
    }

    @Test func `a byte order mark is dropped from the first line, and from no other`() {
        #expect(lines("\u{FEFF}a\n\u{FEFF}b\n".utf8) == ["a", "\u{FEFF}b"])
        #expect(lines("\u{FEFF}".utf8) == [])
        #expect(
            lines(("\u{FEFF}" + String(repeating: "x", count: 8) + "\r\n").utf8, limit: 8, piece: 1) == ["xxxxxxxx"])
    }

    @Test func `a line of exactly the limit is taken, and one byte more is too long`() {
        #expect(lines("12345678\r\n123456789\r\nab\n".utf8, limit: 8) == ["12345678", "(too long)", "ab"])
        #expect(lines("123456789".utf8, limit: 8) == ["(too long)"])
    }

    @Test func `a line that is too long is skipped to its end in bounded memory`() {
        var splitter = LineSplitter(limit: 1_000)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 512)
        for _ in 0..<10_000 {
            splitter.append(piece)
            #expect(splitter.next() == nil)
            #expect(splitter.held < 2_048)
        }
        splitter.append(Array("\nnext\n".utf8))
        #expect(splitter.next() == .tooLong)
        #expect(splitter.next() == .bytes(Array("next".utf8)))
    }

    @Test func `how the input is cut into reads makes no difference`() {
        var random = SeededGenerator(seed: 7)
        let alphabet = Array("ab\r\n\n".utf8) + [0xEF, 0xBB, 0xBF, 0]
        for _ in 0..<500 {
            let count = Int.random(in: 0..<60, using: &random)
            var input = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            if Bool.random(using: &random) { input = [0xEF, 0xBB, 0xBF] + input }
            let whole = lines(input, limit: 5)
            for piece in [1, 2, 3, 7] { #expect(lines(input, limit: 5, piece: piece) == whole) }
        }
    }
}
