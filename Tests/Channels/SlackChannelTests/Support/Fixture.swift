import Foundation
import Testing

/// A request's body, in a file that is named for what it is or what is wrong with it, and what `index.tsv` says of it.
struct Fixture: Sendable, CustomTestStringConvertible {
    var file: String
    var body: [UInt8]
    /// `answer`, `say`, `skip:RULE`, or `nothing` where no message comes of it.
    var outcome: String
    var id: String
    var address: String
    var sender: String
    var content: String

    var testDescription: String { file }

    static let all: [Fixture] = {
        let index = contents("index.tsv").map { String(decoding: $0, as: UTF8.self) } ?? ""
        return index.split(separator: "\n").dropFirst().compactMap { line in
            let row = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard row.count == 6, let body = contents(row[0]) else { return nil }
            return Fixture(
                file: row[0], body: Array(body), outcome: row[1], id: row[2], address: row[3], sender: row[4],
                content: row[5] == "-" ? "" : row[5].replacing("\\n", with: "\n"))
        }
    }()

    private static func contents(_ file: String) -> Data? {
        FileManager.default.contents(atPath: Bundle.module.bundlePath + "/Fixtures/" + file)
    }
}
