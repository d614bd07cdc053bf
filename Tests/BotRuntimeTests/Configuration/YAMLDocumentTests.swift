import ChannelKit
import Testing

@testable import BotRuntime

@Suite("A YAML document")
struct YAMLDocumentTests {
    private func read(_ text: String, _ environment: [String: String] = [:]) -> YAMLDocument {
        YAMLDocument.read(Array(text.utf8), sources: .of(environment))
    }

    /// A tree as text, with places where they are asked for.
    private func shown(_ node: SettingsNode?) -> String {
        guard let node else { return "none" }
        switch node.value {
        case .null: return "null"
        case .scalar(let text): return "\"\(text)\""
        case .list(let items): return "[" + items.map { shown($0) }.joined(separator: ", ") + "]"
        case .map(let entries):
            return "{" + entries.map { "\($0.key): \(shown($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private func places(_ faults: [SettingsFault]) -> [String] {
        faults.map { "\($0.mark.line):\($0.mark.column)" }
    }

    @Test("keeps the order of its keys, and every scalar as it was written")
    func order() {
        #expect(
            shown(read("b: 010\na: yes\nc: [1.0, null, \"null\", ~]\nd:").root)
                == "{b: \"010\", a: \"yes\", c: [\"1.0\", null, \"null\", null], d: null}")
    }

    @Test("that is empty, or a comment, has no tree and no fault", arguments: ["", "\n", "# nothing", "---\n"])
    func empty(text: String) {
        let document = read(text)
        #expect(["none", "null"].contains(shown(document.root)))
        #expect(document.faults.isEmpty)
    }

    @Test("counts lines as its parser does", arguments: ["\n", "\r\n", "\r", "\u{85}", "\u{2028}"])
    func lineBreaks(lineBreak: String) {
        let document = read("a: 1" + lineBreak + "# é𝄞" + lineBreak + "b: \"é𝄞 ${X}\"")
        #expect(places(document.faults) == ["3:8"])
    }

    @Test("may begin with a byte order mark, which is no column")
    func byteOrderMark() { #expect(places(read("\u{FEFF}a: ${X}").faults) == ["1:4"]) }

    @Test("has the value of an anchor wherever its alias stands, at the alias's place")
    func aliases() throws {
        let document = read("a: &x 1\nb: [*x, *x]\nc: &y {d: *x}\ne: *y")
        #expect(shown(document.root) == "{a: \"1\", b: [\"1\", \"1\"], c: {d: \"1\"}, e: {d: \"1\"}}")
        guard case .map(let entries) = try #require(document.root).value else { return }
        #expect(entries.last?.value.mark == SettingsMark(line: 4, column: 4))
    }

    @Test("takes the latest of two anchors of one name")
    func shadowedAnchor() { #expect(shown(read("a: &x 1\nb: *x\nc: &x 2\nd: *x").root).hasSuffix("d: \"2\"}")) }

    @Test("leaves a star alone that is no alias")
    func stars() {
        #expect(
            shown(read("a: \"*x\"\nb: 'it *is*'\nc: 2*x\nd: |\n  *x\n# *x\ne*f: >-\n  *a\n  b").root)
                == "{a: \"*x\", b: \"it *is*\", c: \"2*x\", d: \"*x\n\", e*f: \"*a b\"}")
    }

    @Test("may use the very characters that the reading relies on")
    func privateCharacters() {
        #expect(
            shown(read("a: \"\u{F0000}*x\"\nb: &x \u{F0000}x\nc: *x\nd: \u{F0001}").root)
                == "{a: \"\u{F0000}*x\", b: \"\u{F0000}x\", c: \"\u{F0000}x\", d: \"\u{F0001}\"}")
    }

    @Test("merges maps: its own keys win, then the earlier map's")
    func merge() {
        #expect(
            shown(read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3").root)
                .hasSuffix("c: {x: \"3\", y: \"1\", z: \"2\"}}"))
        #expect(shown(read("\"<<\": {x: 1}").root) == "{<<: {x: \"1\"}}")
    }

    @Test("names every duplicate key at its own place, and every other fault with it")
    func duplicates() {
        let document = read("a: 1\nb: {c: 1, 'c': 2, \"c\": 3}\na: ${X}\n*a : 1\nb: 2")
        #expect(places(document.faults).sorted() == ["2:11", "2:19", "3:1", "3:4", "4:1", "5:1"])
        #expect(shown(document.root) == "{a: \"1\", b: {c: \"1\"}}")
    }

    @Test(
        "that repeats a key which cannot be set aside has that fault at least",
        arguments: ["'': 1\n'': 2", "? &a x\n: 1\nx: 2", "? |\n  x\n: 1\n? |\n  x\n: 2", "[a]: 1\n[a]: 2", ": 1\n: 2"])
    func stubbornDuplicates(text: String) { #expect(!read(text).faults.isEmpty) }

    @Test("with hundreds of duplicates is done with soon")
    func manyDuplicates() {
        let document = read((0..<400).map { "k\($0 % 200): \($0)\n" }.joined())
        #expect(!document.faults.isEmpty)
    }

    @Test("has no more than 100,000 values, however few bytes say so")
    func size() {
        let wide = "[" + Array(repeating: "1", count: 100_001).joined(separator: ",") + "]"
        #expect(read(wide).faults.map(\.problem) == ["too large"])
        let fits = "[" + Array(repeating: "1", count: 99_999).joined(separator: ",") + "]"
        #expect(read(fits).faults.isEmpty)
    }

    @Test("has no more than a megabyte")
    func bytes() {
        #expect(read(String(repeating: "#", count: 1 << 20)).faults.isEmpty)
        #expect(read(String(repeating: "#", count: 1 << 20 + 1)).faults.count == 1)
    }

    @Test("may be nested as deeply as it likes without harm", arguments: ["[", "{a: ", "- ", "? "])
    func depth(opening: String) {
        #expect(!read(String(repeating: opening, count: 20_000)).faults.isEmpty)
    }
}
