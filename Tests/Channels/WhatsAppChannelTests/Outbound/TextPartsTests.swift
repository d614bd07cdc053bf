import ChannelKit
import Testing

@testable import WhatsAppChannel

@Suite("A long text") struct TextPartsTests {
    private func parts(_ text: String, _ limit: Int) -> [String] { TextParts(limit: limit).of(text) }

    @Test("that fits is left as it is, white space and all")
    func fitting() throws {
        for text in ["a", "  a\n\n", String(repeating: "x", count: 4_095), String(repeating: "👍", count: 2_047)] {
            #expect(try Samples.channel().parts(of: text) == [text])
        }
        #expect(try Samples.channel().parts(of: String(repeating: "x", count: 4_096)).map(\.count) == [4_095, 1])
        #expect(try Samples.channel().parts(of: String(repeating: "👍", count: 2_048)).map(\.count) == [2_047, 1])
    }

    @Test("is cut between paragraphs rather than lines, lines rather than sentences, sentences rather than words")
    func borders() {
        #expect(parts("aa aa. bb\nbb\n\ncc cc. dd\nee", 20) == ["aa aa. bb\nbb", "cc cc. dd\nee"])
        #expect(parts("aaaa. bbbb bb\nccc. ddd eee", 20) == ["aaaa. bbbb bb", "ccc. ddd eee"])
        #expect(parts("aaaa bbbb. cccc dddd eeee", 20) == ["aaaa bbbb.", "cccc dddd eeee"])
        #expect(parts("aaaa bbbb cccc dddd eeee", 20) == ["aaaa bbbb cccc dddd", "eeee"])
        #expect(parts("aaaabbbbccccddddeeeeffff", 20) == ["aaaabbbbccccddddeeee", "ffff"])
        #expect(parts("今日は良い天気です。明日も晴れるでしょう。", 12) == ["今日は良い天気です。", "明日も晴れるでしょう。"])
    }

    @Test("is not cut at a border that comes so early that the parts would be many and short")
    func earlyBorders() {
        #expect(parts("a\n\nbbbb cccc dddd eeee ffff", 20) == ["a\n\nbbbb cccc dddd", "eeee ffff"])
    }

    @Test("is not cut inside a character as people see it")
    func graphemes() {
        let family = "👩‍👩‍👧‍👦"
        #expect(family.utf16.count == 11)
        #expect(parts(String(repeating: family, count: 5), 25) == [family + family, family + family, family])
        #expect(parts("e\u{301}e\u{301}e\u{301}", 3) == ["e\u{301}", "e\u{301}", "e\u{301}"])
        #expect(parts("🇩🇪🇫🇷", 4) == ["🇩🇪", "🇫🇷"])
    }

    @Test("is cut between scalars where one character alone is too long")
    func longGrapheme() {
        let character = "a" + String(repeating: "\u{301}", count: 99)
        #expect(character.count == 1)
        let parts = parts("x " + character, 30)
        #expect(parts.joined() == "x" + character)
        #expect(parts.allSatisfy { $0.utf16.count <= 30 })
    }

    @Test("with nothing to see in it becomes an ellipsis, and none becomes no part at all")
    func blank() throws {
        for text in ["", " ", "\n\n", String(repeating: " ", count: 10_000), "\u{200B}", "\u{0}\u{FEFF}"] {
            #expect(try Samples.channel().parts(of: text) == ["…"])
        }
    }

    @Test("keeps its promises whatever it is: 3,000 random texts")
    func properties() {
        let pieces = [
            "a", "word", "Sentence.", " ", "  ", "\n", "\n\n", "\r\n", "\t", "。", "é", "e\u{301}", "👍🏽", "👩‍👩‍👧‍👦",
            "🇩🇪", "\u{200D}", "\u{FE0F}", "العربية", "ไทย", "x\u{301}\u{302}\u{303}", "!", "unbrokenandratherlongword",
        ]
        var random = SeededRandom(seed: 7)
        for round in 0..<3_000 {
            let text = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let limit = Int.random(in: 2...80, using: &random)
            let parts = parts(text, limit)
            func visible(_ text: String) -> [Unicode.Scalar] {
                text.unicodeScalars.filter { !$0.properties.isWhitespace }
            }
            func characters(_ texts: [String]) -> [Character] {
                texts.flatMap(Array.init).filter { !$0.isWhitespace }
            }
            let isWhole = visible(parts.joined()) == visible(text) || parts == ["…"]
            let fits = parts.allSatisfy { !$0.isEmpty && $0.utf16.count <= limit }
            let isSame = parts == self.parts(text, limit)
            // The same characters, as people see them, unless one alone is too long.
            let isWholeCharacters =
                text.contains { $0.utf16.count > limit } || parts == ["…"]
                || characters(parts) == characters([text])
            guard isWhole, fits, isSame, isWholeCharacters else {
                Issue.record("round \(round), limit \(limit): \(text.debugDescription) -> \(parts)")
                return
            }
        }
    }

    @Test("of a mebibyte is cut in a time that grows with its length only")
    func long() {
        for piece in ["x", " ", "\n", "word ", "e\u{301}", "a. "] {
            let text = "start" + String(repeating: piece, count: 1 << 18) + "end"
            let parts = TextParts().of(text)
            #expect(parts.allSatisfy { !$0.isEmpty && $0.utf16.count <= 4_095 })
            #expect(parts.first?.hasPrefix("start") == true && parts.last?.hasSuffix("end") == true)
        }
    }
}

/// The same numbers each time.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
