import SeededRandom
import Testing

@testable import Credentials

@Suite("Codes, tokens and addresses")
struct CodeTests {
    @Test func `a code is read however somebody types it`() throws {
        for _ in 0..<500 {
            let code = OneTimeCode()
            let plain = code.text.replacing("-", with: "")
            for message in [
                code.message, "LINK \(code.text)", "/link \(code.text.lowercased())", "  link   \(plain)\n",
                "Link \(plain.prefix(4)) \(plain.suffix(4))", "link \(code.text.replacing("0", with: "o"))",
                "link \(code.text.replacing("1", with: "l"))", "link \(plain.prefix(4))\u{2013}\(plain.suffix(4))",
            ] {
                let read = try #require(OneTimeCode(message: message), "\(message)")
                #expect(read == code)
                #expect(read.hash == code.hash)
            }
        }
    }

    @Test(arguments: [
        "link", "link me to the docs", "link homepage", "link some-word", "link COOL-LOOK", "links 7F3K-9QWD",
        "7F3K-9QWD", "link 7F3K-9QW", "link 7F3K-9QWDX", "link 7F3-K9QWD", "link 7F3K--9QWD", "link 7F3K-9QWU",
        "please link 7F3K-9QWD", "link 7F3K-9QWD please", "link 7F3K-9QWD 7F3K-9QWD", "link 2024 report", "",
        "link \u{FF17}F3K-9QWD",
    ])
    func `any other message is nobody's code`(message: String) {
        #expect(OneTimeCode(message: message) == nil)
    }

    @Test func `no message of any kind does harm, and what is read is a code`() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...20, using: &random)
            let scalars = (0..<length).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random))
            }
            let text = "link " + String(String.UnicodeScalarView(scalars))
            if let code = OneTimeCode(message: text) {
                #expect(OneTimeCode(message: code.message) == code)
            }
        }
        #expect(OneTimeCode(message: String(repeating: "link ", count: 100_000)) == nil)
    }

    @Test func `codes are not guessed by where they come from`() {
        #expect(Set((0..<2_000).map { _ in OneTimeCode().text }).count == 2_000)
    }

    @Test func `a refresh token is read as it was written; the next one is of the same session`() throws {
        let token = RefreshToken()
        let read = try #require(RefreshToken(token.text))
        #expect(read == token)
        #expect(token.next.familyHash == token.familyHash)
        #expect(token.next.secretHash != token.secretHash)
        #expect(RefreshToken().familyHash != token.familyHash)
        #expect("\(token)" == "<refresh token>")
        for text in ["", token.text + "A", String(token.text.dropLast()), token.text.replacing(/^./, with: "="), "ä"] {
            #expect(RefreshToken(text) == nil)
        }
        var random = SeededGenerator(seed: 3)
        for _ in 0..<5_000 {
            let bytes = (0..<64).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
            if let read = RefreshToken(String(decoding: bytes, as: UTF8.self)) {
                #expect(read.text == String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    @Test(arguments: [
        ("Ada@Example.org", "ada@example.org"), ("  ada+x@example.org\n", "ada+x@example.org"),
        ("a@localhost", "a@localhost"), ("Äda@exämple.org", "äda@exämple.org"),
        ("A\u{308}da@example.org", "äda@example.org"), ("o'brien@example.co.uk", "o'brien@example.co.uk"),
    ])
    func `two ways to write an address are one`(text: String, key: String) {
        #expect(EmailAddress(text)?.key == key)
    }

    @Test(arguments: [
        "", "@", "ada", "ada@", "@example.org", "a@b@c", "a b@example.org", "ada@example..org", "ada@.org",
        "ada@example.org.", "ada@-example.org", "\"a b\"@example.org", "a\u{0}@example.org", "a\u{200B}@example.org",
        "a@exam ple.org", "<ada@example.org>", "a,b@example.org",
    ])
    func `what cannot be an address is none`(text: String) {
        #expect(EmailAddress(text) == nil)
        #expect(EmailAddress(String(repeating: "a", count: 65) + "@example.org") == nil)
        #expect(EmailAddress("a@" + String(repeating: "b", count: 253)) == nil)
    }
}
