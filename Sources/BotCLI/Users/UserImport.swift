import ArgumentParser
import BotStore
import Foundation

/// `bot users import`.
struct UserImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Imports users of another program: all of them, or none.",
        discussion: """
            FILE has a line of names and comma-separated values, or a JSON object a line, with the fields id, name, email, \
            password_hash, is_guest, phone_number and origin; others are left out. Hashes are those of werkzeug.security \
            (scrypt, pbkdf2), so that users of a Flask program keep their passwords. What keeps users out is told line by \
            line, and then nothing is imported.
            """)

    @OptionGroup var configuration: ConfigurationOptions
    @Option(help: "csv or jsonl; without it, what the file's name ends with.") var format: String?
    @Flag(name: .customLong("new-ids"), help: "Give every user a new id.") var newIDs = false
    @Argument(help: "The file; - is standard input.") var file: String

    private static let largestFile = 256 << 20

    func validate() throws {
        guard readFormat != nil else { throw ValidationError("--format takes csv or jsonl") }
    }

    private var readFormat: UserFile.Format? {
        if let format { return UserFile.Format(rawValue: format) }
        return file.lowercased().hasSuffix(".csv") ? .csv : .jsonl
    }

    func run() async throws {
        try await ending {
            let users = UserFile(try bytes(), format: readFormat ?? .csv, keepingIDs: !newIDs)
            guard users.faults.isEmpty else { throw refusal(of: users.faults) }
            let conflicts = try await configuration.administering { store in
                try await store.accounts.importUsers(users.users, now: Date())
            }
            guard conflicts.isEmpty else {
                throw refusal(
                    of: conflicts.map {
                        .init(line: $0.line, problem: $0.problem)
                    })
            }
            print(users.users.count == 1 ? "1 user imported" : "\(users.users.count) users imported")
        }
    }

    private func bytes() throws -> [UInt8] {
        let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
        guard let handle, let data = try? handle.read(upToCount: Self.largestFile + 1) ?? Data() else {
            throw CommandFailure(.usage, "\(file.onOneLine) cannot be read")
        }
        guard data.count <= Self.largestFile else { throw CommandFailure(.usage, "the file is too large: split it") }
        return Array(data)
    }

    private func refusal(of faults: [UserFile.Fault]) -> CommandFailure {
        for fault in faults { StandardError.write("\(file.onOneLine):\(fault.line): error: \(fault.problem)") }
        return CommandFailure(.usage, "nothing was imported")
    }
}

extension ImportConflict {
    fileprivate var problem: String {
        switch field {
        case .id, .email: "user \(owner) has this \(field.rawValue)"
        case .usedID: "the id \(owner) was somebody else's, and ids are not used again; --new-ids gives new ones"
        }
    }
}
