import Foundation
import Testing

/// `docs/threat-model.md` says which test holds each row: a test that is renamed or removed is missed here.
@Suite("The threat model")
struct ThreatModelTests {
    /// A row of its table, by what stands first in it.
    private struct Row {
        var risk: String
        var suites: [String]
        var sentences: [String]

        init?(_ line: Substring) {
            guard line.hasPrefix("| **") else { return nil }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, let held = cells.last else { return nil }
            risk = String(cells[0].prefix { $0 != " " })
            suites = Self.all(between: "`", in: held)
            sentences = Self.all(between: "\"", in: held)
        }

        private static func all(between mark: Character, in text: String) -> [String] {
            text.split(separator: mark, omittingEmptySubsequences: false).enumerated()
                .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        }
    }

    private static func rows() throws -> [Row] {
        let file = PackageManifest.root.appendingPathComponent("docs/threat-model.md")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap(Row.init)
    }

    @Test("has all ten risks, and each is held by something")
    func complete() throws {
        let rows = try Self.rows()
        #expect(rows.map(\.risk) == (1...10).map { "**API\($0)**" })
        for row in rows { #expect(row.suites.count + row.sentences.count > 0, "\(row.risk) names no test") }
    }

    @Test("names suites, promises and tests that exist")
    func existing() throws {
        let files = try SourceFile.all(in: "Tests").filter { !$0.path.hasPrefix("Tests/ArchitectureTests/Threat") }
        let lines = files.flatMap(\.lines)
        for row in try Self.rows() {
            for suite in row.suites {
                let isSuite = lines.contains { line in
                    line.contains("struct \(suite) ") || line.contains("static let \(suite): [StorePromise]")
                }
                #expect(isSuite, "\(row.risk): no suite and no promises are called \(suite)")
            }
            for sentence in row.sentences {
                // The name of a test, from its first word on; what is long ends with an ellipsis.
                let isCut = sentence.hasSuffix("…")
                let words = isCut ? String(sentence.dropLast()) : sentence
                let exists = lines.contains { line in
                    ["`", "\""].contains { mark in line.contains(mark + words + (isCut ? "" : mark)) }
                }
                #expect(exists, "\(row.risk): no test is called \(sentence)")
            }
        }
    }
}
