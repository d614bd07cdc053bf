import Foundation
import Testing

/// One of the shared payloads, and what `index.tsv` and `signatures.tsv` say of it.
struct Fixture: Sendable, CustomTestStringConvertible {
    /// A message as the index lists it: `type <sender> text`.
    struct Message: Sendable {
        var type: String
        var sender: String
        var text: String

        init?(_ entry: Substring) {
            guard let open = entry.firstIndex(of: "<"), let close = entry.firstIndex(of: ">") else { return nil }
            type = entry[..<open].trimmingCharacters(in: .whitespaces)
            sender = String(entry[entry.index(after: open)..<close])
            text = entry[entry.index(after: close)...].trimmingCharacters(in: .whitespaces)
        }
    }

    var file: String
    var body: [UInt8]
    var secret: String
    var signature: String
    var userMessages: Int
    var messages: [Message]
    /// Such as `sent` or `failed(131049)`.
    var statuses: [String]
    var valueErrors: Int

    var testDescription: String { file }

    static let all: [Fixture] = {
        let signatures = rows("signatures.tsv").reduce(into: [:]) { $0[$1[0]] = (secret: $1[1], header: $1[2]) }
        return rows("index.tsv").compactMap { row in
            guard let signature = signatures[row[0]], let body = FileManager.default.contents(atPath: path(row[0])),
                let userMessages = Int(row[5]), let valueErrors = Int(row[9])
            else { return nil }
            return Fixture(
                file: row[0], body: Array(body), secret: signature.secret, signature: signature.header,
                userMessages: userMessages,
                messages: row[6].replacing(" | ", with: "\u{1}").split(separator: "\u{1}").compactMap(Message.init),
                statuses: row[8] == "-" ? [] : row[8].split(separator: ",").map(String.init), valueErrors: valueErrors)
        }
    }()

    /// The ids of the numbers that anything in the body is for, found by another parser than ours.
    var numbers: Set<String> {
        var found: Set<String> = []
        func search(_ value: Any) {
            if let members = value as? [String: Any] {
                if let number = members["phone_number_id"] as? String { found.insert(number) }
                members.values.forEach(search)
            } else if let elements = value as? [Any] {
                elements.forEach(search)
            }
        }
        if let json = try? JSONSerialization.jsonObject(with: Data(body)) { search(json) }
        return found
    }

    private static func path(_ file: String) -> String {
        Bundle.module.bundlePath + "/Fixtures/whatsapp/" + file
    }

    private static func rows(_ file: String) -> [[String]] {
        let text = FileManager.default.contents(atPath: path(file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
