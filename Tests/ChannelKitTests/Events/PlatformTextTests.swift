import ChannelKit
import Testing

@Suite("Texts of platforms")
struct PlatformTextTests {
    @Test(
        "a text is cut between characters",
        arguments: [("abc", 3, "abc"), ("abc", 2, "ab"), ("aé", 2, "a"), ("a👩‍👩‍👧‍👦", 20, "a"), ("abc", 0, "")])
    func cut(text: String, limit: Int, expected: String) { #expect(text.cut(to: limit) == expected) }

    @Test("a character that is made to annoy is cut between its scalars")
    func annoying() {
        let text = "a" + String(repeating: "\u{301}", count: 1000)
        let cut = text.cut(to: 1000)
        #expect((990...1000).contains(cut.utf8.count))
        #expect(text.unicodeScalars.starts(with: cut.unicodeScalars))
    }

    @Test("white space is nothing to read")
    func blank() {
        #expect("".isBlank && " \n\u{2003}".isBlank && "  ".dropFirst().isBlank)
        #expect(!" a".isBlank)
    }
}
