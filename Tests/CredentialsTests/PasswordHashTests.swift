import Foundation
import SeededRandom
import Testing

@testable import Credentials

@Suite("Hashes of passwords")
struct PasswordHashTests {
    private struct Sample: Decodable, Sendable {
        var password: String
        var hash: String
    }

    /// Made by werkzeug 3.1.8: see Tests/Integration/werkzeug_hashes.py.
    private static func samples() throws -> [Sample] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/werkzeug", withExtension: "jsonl"))
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Sample.self, from: Data($0.utf8))
        }
    }

    @Test func `what werkzeug hashed is recognised, and nothing else is`() throws {
        let samples = try Self.samples()
        #expect(samples.count == 18)
        for sample in samples {
            let hash = try #require(PasswordHash(sample.hash), "\(sample.hash)")
            #expect(hash.text == sample.hash)
            #expect(hash.matches(sample.password), "\(sample.hash)")
            #expect(!hash.matches(sample.password + "x"))
        }
    }

    @Test func `a hash of ours is of today's kind, has a salt of its own, and recognises its password`() throws {
        let first = try #require(PasswordHash.making("correct horse"))
        let second = try #require(PasswordHash.making("correct horse"))
        #expect(first.text != second.text)
        #expect(first.text.hasPrefix("scrypt:32768:8:1$"))
        #expect(first.isCurrent)
        let read = try #require(PasswordHash(first.text))
        #expect(read.matches("correct horse"))
        #expect(!read.matches("Correct horse"))
        #expect(!read.matches(""))
        #expect(!PasswordHash.nobodys.matches("correct horse"))
    }

    @Test func `a password is of 8 to 1024 bytes`() {
        #expect(PasswordHash.making("1234567") == nil)
        #expect(PasswordHash.making(String(repeating: "x", count: 1_025)) == nil)
        #expect(PasswordHash.making("ä234567") != nil)
    }

    @Test func `an older kind is not today's`() throws {
        #expect(try !#require(PasswordHash("pbkdf2:sha256:600000$s$" + String(repeating: "ab", count: 32))).isCurrent)
    }

    @Test(arguments: [
        "", "$", "$$", "plain$$secret", "scrypt:32768:8:1$salt", "scrypt:32768:8:1$$00", "md5$salt$00",
        "scrypt:32767:8:1$salt$#", "scrypt:1:8:1$salt$#", "scrypt:2097152:8:1$salt$#", "scrypt:32768:17:1$salt$#",
        "scrypt:32768:8:17$salt$#", "scrypt:1048576:8:1$salt$#", "scrypt:032768:8:1$salt$#", "scrypt:32768:8$salt$#",
        "scrypt:32768:8:1:1$salt$#", "scrypt:-2:8:1$salt$#", "scrypt:32768:8:1$salt$#00", "scrypt:32768:8:1$salt$xyz",
        "pbkdf2:sha256$salt$%", "pbkdf2:sha1:1000$salt$%", "pbkdf2:sha256:0$salt$%", "pbkdf2:sha256:5000001$salt$%",
        "pbkdf2:md5:1000$salt$%", "pbkdf2:sha256:1000$$%", "pbkdf2:sha512:1000$salt$%", "scrypt:99999999999:8:1$salt$#",
    ])
    func `what is no hash, or would take too long, is none`(text: String) {
        let text = text.replacing("#", with: String(repeating: "00", count: 64))
            .replacing("%", with: String(repeating: "00", count: 32))
        #expect(PasswordHash(text) == nil)
    }

    @Test func `whatever is read as a hash is written as it was, within its limits`() {
        var random = SeededGenerator(seed: 1)
        let start = "scrypt:32768:8:1$abcdefghijklmnop$" + String(repeating: "0a", count: 64)
        var read = 0
        for _ in 0..<20_000 {
            var bytes = Array(start.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<min(bytes.count, 24), using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0x20...0x7E, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &random), at: index)
                }
            }
            guard let hash = PasswordHash(String(decoding: bytes, as: UTF8.self)) else { continue }
            read += 1
            #expect(PasswordHash(hash.text) == hash)
            if case .scrypt(let rounds, let size, let parallel) = hash.method {
                #expect(128 * rounds * size <= 256 << 20 && rounds * size * parallel <= 1 << 22)
            }
        }
        #expect(read > 100)
    }

    @Test func `no hash is printed`() throws {
        let hash = try #require(PasswordHash(Self.samples()[0].hash))
        var dumped = ""
        dump(hash, to: &dumped)
        for text in ["\(hash)", String(reflecting: hash), dumped] { #expect(!text.contains("$")) }
    }
}
