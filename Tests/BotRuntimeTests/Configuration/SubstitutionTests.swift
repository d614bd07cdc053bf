import ChannelKit
import Testing

@testable import BotRuntime

@Suite("Substitution")
struct SubstitutionTests {
    static let sources = SubstitutionSources.of(
        ["NAME": "value", "EMPTY": "", "_A1": "x", "TRICKY": "${NAME} $$ *a"],
        files: [
            "/run/key": Array("content\n".utf8), "two": Array("a\n\n".utf8), "dos": Array("a\r\n".utf8),
            "bare": Array("a".utf8), "empty": [], "binary": [0xFF], "large": Array(repeating: 0x61, count: 70_000),
        ])

    @Test(
        "puts in what is asked for",
        arguments: [
            ("${NAME}", "value"), ("a ${NAME} b ${_A1}", "a value b x"), ("${NAME}${NAME}", "valuevalue"),
            ("${EMPTY}", ""), ("${EMPTY:-default}", "default"), ("${NONE:-default}", "default"), ("${NONE:-}", ""),
            ("${NAME:-default}", "value"), ("${NONE:-a:-b $$ c}", "a:-b $ c"),
            ("$$", "$"), ("$${NAME}", "${NAME}"), ("$$$${NAME}", "$${NAME}"), ("$$${NAME}", "$value"),
            ("$", "$"), ("$5 and $NAME", "$5 and $NAME"), ("100$", "100$"), ("}{", "}{"),
            ("${file:/run/key}", "content"), ("${file:two}", "a\n"), ("${file:dos}", "a"), ("${file:bare}", "a"),
            ("${file:empty}", ""),
        ])
    func values(text: String, expected: String) {
        let (expanded, problems) = Substitution(sources: Self.sources).expand(text)
        #expect(expanded == expected)
        #expect(problems.isEmpty)
    }

    @Test("never reads again what it has put in")
    func once() {
        #expect(Substitution(sources: Self.sources).expand("${TRICKY}").text == "${NAME} $$ *a")
        #expect(Substitution(sources: Self.sources).expand("$${NAME}").text == "${NAME}")
    }

    @Test(
        "says what is wrong, and at which dollar sign",
        arguments: [
            ("${NONE}", 0), ("$$ ${NAME} ${NONE}", 3), ("${NONE:-a$b} ${NONE}", 2), ("${", 0), ("a ${NAME", 0),
            ("${}", 0),
            ("${1A}", 0), ("${A B}", 0), ("${NAME:default}", 0), ("${NAME-default}", 0), ("${É}", 0),
            ("${NONE:-${NAME}}", 0),
            ("${file:}", 0), ("${file:none}", 0), ("${file:binary}", 0), ("${file:large}", 0), ("$ ${FILE:bare}", 1),
        ])
    func problems(text: String, dollar: Int) {
        #expect(Substitution(sources: Self.sources).expand(text).problems.map(\.dollar) == [dollar])
    }

    @Test(
        "finds the place in every style of text",
        arguments: [
            ("a: x ${NONE}", "1:6"), ("a: \"x ${NONE}\"", "1:7"), ("a: 'it''s ${NONE}'", "1:11"),
            ("a: \"\\t\\n ${NONE}\"", "1:10"), ("a: |\n  x\n  y ${NONE}\n", "3:5"),
            ("a: >- # $5 ${X}\n  x\n  ${NONE}\n", "3:3"),
            ("a: one\n  two ${NONE}", "2:7"), ("a: [\"b\", \"${NONE}\"]", "1:11"), ("a: $$ $5 ${NAME} ${NONE}", "1:18"),
            ("a: &x ${NONE}\nb: *x", "1:7"), ("a: !!str ${NONE}", "1:10"),
        ])
    func place(text: String, expected: String) {
        let faults = YAMLDocument.read(Array(text.utf8), sources: Self.sources).faults
        #expect(faults.map { "\($0.mark.line):\($0.mark.column)" } == [expected])
    }

    @Test("leaves keys alone")
    func keys() {
        let root = YAMLDocument.read(Array("${NAME}: 1".utf8), sources: Self.sources).root
        guard case .map(let entries) = root?.value else {
            Issue.record("no map")
            return
        }
        #expect(entries.map(\.key) == ["${NAME}"])
    }

    @Test("of a file reads the file system")
    func realFile() throws {
        #expect(throws: FileReadError.notFound) { try SubstitutionSources.process.readFile("/nonexistent/file", 10) }
        #expect(throws: FileReadError.notFound) { try SubstitutionSources.process.readFile("", 10) }
        #expect(throws: FileReadError.notFound) { try SubstitutionSources.process.readFile("/dev/null\0x", 10) }
        #expect(throws: FileReadError.isFolder) { try SubstitutionSources.process.readFile("/", 10) }
        #expect(throws: FileReadError.tooLarge(limit: 10)) { try SubstitutionSources.process.readFile("/dev/zero", 10) }
        #expect(try SubstitutionSources.process.readFile("/dev/null", 10).isEmpty)
        #expect(try SubstitutionSources.process.readFile(#filePath, 1 << 20).starts(with: "import ".utf8))
    }
}
