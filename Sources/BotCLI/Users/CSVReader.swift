/// Comma-separated values (RFC 4180), record by record. What an unquoted field of nothing is, is not there; a quoted one is
/// an empty text, as PostgreSQL writes them.
struct CSVReader {
    struct Record: Equatable {
        /// Where it begins, counted from 1.
        var line: Int
        var fields: [String?]
    }

    struct Malformed: Error, Equatable {
        var line: Int
        var problem: String
    }

    static let mostFields = 100
    static let longestField = 4_096

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The next record, or nil at the end. Empty lines are left out.
    mutating func next() throws(Malformed) -> Record? {
        while takeLineEnd() {}
        guard index < bytes.count else { return nil }
        var record = Record(line: line, fields: [])
        while true {
            guard record.fields.count < Self.mostFields else {
                throw Malformed(line: record.line, problem: "more than \(Self.mostFields) fields")
            }
            record.fields.append(try field())
            guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { break }
            index += 1
        }
        guard index == bytes.count || takeLineEnd() else {
            throw Malformed(line: line, problem: "something follows a quoted field")
        }
        return record
    }

    private mutating func field() throws(Malformed) -> String? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return try plain() }
        let start = line
        var text: [UInt8] = []
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                guard index < bytes.count, bytes[index] == byte else { return try decoded(text) }
                index += 1
            }
            if byte == 0x0A { line += 1 }
            text.append(byte)
            guard text.count <= Self.longestField else { throw tooLong(start) }
        }
        throw Malformed(line: start, problem: "a quoted field has no end")
    }

    private mutating func plain() throws(Malformed) -> String? {
        let start = index
        while index < bytes.count, ![0x0A, 0x0D, UInt8(ascii: ",")].contains(bytes[index]) {
            guard bytes[index] != UInt8(ascii: "\"") else {
                throw Malformed(line: line, problem: "a quote within a field that is not quoted")
            }
            index += 1
        }
        guard index - start <= Self.longestField else { throw tooLong(line) }
        return start == index ? nil : try decoded(Array(bytes[start..<index]))
    }

    private func tooLong(_ line: Int) -> Malformed {
        Malformed(line: line, problem: "a field of more than \(Self.longestField) bytes")
    }

    private func decoded(_ text: [UInt8]) throws(Malformed) -> String {
        guard let text = String(validating: text, as: UTF8.self) else {
            throw Malformed(line: line, problem: "not UTF-8")
        }
        return text
    }

    private mutating func takeLineEnd() -> Bool {
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case 0x0A: index += 1
        case 0x0D: index += index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
        default: return false
        }
        line += 1
        return true
    }
}
