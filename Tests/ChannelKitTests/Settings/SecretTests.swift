import ChannelKit
import SeededRandom
import Testing

@Suite("A secret")
struct SecretTests {
    @Test("prints as nothing, however it is printed")
    func printing() {
        struct Holder { var secret = Secret("hunter2") }
        var dumped = ""
        dump(Holder(), to: &dumped)
        dump(["k": Secret("hunter2")], to: &dumped)
        let printed =
            "\(Secret("hunter2")) \(Holder()) \([Secret("hunter2")]) \(String(reflecting: Holder()))"
            + " \(Optional(Secret("hunter2")).debugDescription)" + dumped
        #expect(!printed.contains("hunter2"))
        #expect(printed.contains("<redacted>"))
    }

    @Test("matches itself and nothing else, 100,000 times over")
    func matching() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<100_000 {
            let text = Self.text(using: &generator)
            let other = Self.text(using: &generator)
            guard Secret(text).matches(text) == !text.isEmpty,
                Secret(text).matches(other) == (text == other && !text.isEmpty)
            else {
                Issue.record("\(Array(text.utf8)) \(Array(other.utf8))")
                return
            }
        }
    }

    /// Of few letters, so that equal ones, prefixes and repetitions are common.
    private static func text(using generator: inout SeededGenerator) -> String {
        String((0..<Int.random(in: 0...6, using: &generator)).map { _ in Bool.random(using: &generator) ? "a" : "b" })
    }

    @Test(
        "is not matched by a prefix, a repetition, or nothing",
        arguments: ["", "ab", "abcabc", "abcd", "ABC", "abc\u{0}", "bbc"])
    func nearMisses(candidate: String) { #expect(!Secret("abc").matches(candidate)) }

    @Test("that is empty matches nothing, not even nothing")
    func empty() { #expect(!Secret("").matches("") && !Secret("").matches("a")) }

    @Test("matches by its bytes, not by what they look like")
    func bytes() {
        #expect(!Secret("\u{E9}").matches("e\u{301}"))
        #expect(Secret("\u{E9}").matches([0xC3, 0xA9] as [UInt8]))
        #expect(!Secret("é").matches([0xC3] as [UInt8]))
    }
}
