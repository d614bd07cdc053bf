import BotStore
import ChannelKit
import LenientJSON

/// Users in a file: comma-separated values with a line of names, or a JSON object a line.
struct UserFile {
    enum Format: String, CaseIterable { case csv, jsonl }

    /// Something that keeps a file from being imported.
    struct Fault: Equatable {
        var line: Int
        var problem: String
    }

    static let mostUsers = 100_000
    static let longestLine = 64 << 10

    private(set) var users: [ImportedUser] = []
    private(set) var faults: [Fault] = []
    private var ids: [Int64: Int] = [:]
    private var emails: [String: Int] = [:]

    init(_ bytes: [UInt8], format: Format, keepingIDs: Bool = true) {
        switch format {
        case .csv: readCSV(bytes, keepingIDs)
        case .jsonl: readLines(bytes, keepingIDs)
        }
        if users.isEmpty, faults.isEmpty { faults.append(Fault(line: 1, problem: "there are no users in it")) }
    }

    private mutating func readCSV(_ bytes: [UInt8], _ keepingIDs: Bool) {
        var reader = CSVReader(bytes)
        do {
            guard let head = try reader.next() else { return }
            let names = head.fields.map { $0?.lowercased() ?? "" }
            guard Set(names).isSuperset(of: ["email"]) || names.contains("id") else {
                faults.append(Fault(line: head.line, problem: "the first line names the fields: id, name, email, …"))
                return
            }
            guard Set(names).count == names.count else {
                faults.append(Fault(line: head.line, problem: "one field has two columns"))
                return
            }
            while let record = try reader.next() {
                guard record.fields.count == names.count else {
                    faults.append(Fault(line: record.line, problem: "\(names.count) fields are expected"))
                    continue
                }
                let pairs = zip(names, record.fields).compactMap { name, field in field.map { (name, $0) } }
                add(UserRow(line: record.line, fields: Dictionary(uniqueKeysWithValues: pairs)), keepingIDs)
                if isFull(record.line) { return }
            }
        } catch {
            faults.append(Fault(line: error.line, problem: error.problem))
        }
    }

    private mutating func readLines(_ bytes: [UInt8], _ keepingIDs: Bool) {
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            guard line.count <= Self.longestLine, case .object(let members)? = JSONReader.read(Array(line)) else {
                faults.append(Fault(line: index + 1, problem: "expected one JSON object"))
                continue
            }
            var fields: [String: String] = [:]
            for member in members {
                switch member.value {
                case .string(let text), .number(let text): fields[member.name] = text
                case .bool(let flag): fields[member.name] = flag ? "true" : "false"
                case .null: fields[member.name] = nil
                case .array, .object:
                    if UserRow.names.contains(member.name) { fields[member.name] = "\u{0}" }
                }
            }
            add(UserRow(line: index + 1, fields: fields), keepingIDs)
            if isFull(index + 1) { return }
        }
    }

    private mutating func isFull(_ line: Int) -> Bool {
        guard users.count > Self.mostUsers || faults.count >= 1_000 else { return false }
        if users.count > Self.mostUsers {
            faults.append(Fault(line: line, problem: "more than \(Self.mostUsers) users; split the file"))
        }
        return true
    }

    private mutating func add(_ row: UserRow, _ keepingIDs: Bool) {
        do throws(UserRow.Fault) {
            var user = try row.user()
            if !keepingIDs { user.id = nil }
            users.append(user)
            if let id = user.id, let other = ids.updateValue(row.line, forKey: id.rawValue) {
                faults.append(Fault(line: row.line, problem: "the id of line \(other) again"))
            }
            if let email = user.emailKey, let other = emails.updateValue(row.line, forKey: email) {
                faults.append(Fault(line: row.line, problem: "the email of line \(other) again"))
            }
        } catch {
            faults.append(Fault(line: row.line, problem: error.problem))
        }
    }
}
