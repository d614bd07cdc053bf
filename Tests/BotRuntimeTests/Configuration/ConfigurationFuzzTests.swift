import SeededRandom
import Testing

@testable import BotRuntime

@Suite("A damaged file")
struct ConfigurationFuzzTests {
    /// Pieces that mean something to YAML or to us.
    static let pieces: [[UInt8]] = [
        "*a", "&a ", "<<: *a", "${", "${X}", "${X:-", "}", "$$", "[", "]", "{", "}", "\"", "'", "|\n", ">-\n", "? ",
        ": ", "- ", "#", "\n", "\r\n", "\t", "---\n", "...\n", "%YAML 1.2\n", "!!str ", "!", "~", "\u{FEFF}", "\u{85}",
        "\u{2028}", "\u{F0000}", "port: 1\n", "channels:\n", "type: page\n", "  ", "0", "é", "\u{0}", "\\x41", ",",
    ].map { Array($0.utf8) }

    @Test("is refused or understood, 100,000 times over", .timeLimit(.minutes(10)))
    func mutations() {
        let loader = ConfigurationLoader(registry: .test, sources: .of(["X": "value", "PAGE_SECRET": "secret"]))
        let seeds =
            (try? [
                Fixture.bytes("valid.smallest"), Fixture.bytes("valid.with_anchors_and_texts"),
                Fixture.bytes("many_at_once"), Fixture.bytes("anchor.unknown"),
                Fixture.bytes("duplicate_key.three_times_and_flow"),
            ]) ?? []
        #expect(seeds.count == 5)
        var generator = SeededGenerator(seed: 20_261_122)
        var understood = 0
        var refused = 0
        for _ in 0..<100_000 {
            let bytes = Self.damaged(seeds, using: &generator)
            do throws(ConfigurationFaults) {
                _ = try loader.load(bytes: bytes, named: "F", scope: .everything)
                understood += 1
            } catch {
                refused += 1
                let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
                if error.diagnostics.isEmpty || lines.count != error.diagnostics.count
                    || !lines.allSatisfy({ $0.hasPrefix("F:") && $0.contains(": error: ") })
                {
                    Issue.record("\(bytes)")
                }
            }
        }
        // Both happen, or the fuzzing is too weak, or too strong.
        #expect(understood > 200)
        #expect(refused > 10_000)
    }

    static func damaged(_ seeds: [[UInt8]], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = seeds.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            case 3: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
            default: if place < bytes.count { bytes[place] = UInt8.random(in: 32...126, using: &generator) }
            }
        }
        return bytes
    }
}
