import BotStore
import ChannelKit
import Credentials

/// One user as a file has them: texts by their names. An empty text says nothing.
struct UserRow {
    struct Fault: Error, Equatable {
        var problem: String
    }

    static let names: Set<String> = ["id", "name", "email", "password_hash", "is_guest", "phone_number", "origin"]
    private static let longest = 255

    var line: Int
    var fields: [String: String]

    /// Throws what is wrong with it; no fault quotes a value.
    func user() throws(Fault) -> ImportedUser {
        let hash = try passwordHash()
        let email = try text("email")
        let isGuest = try flag("is_guest") ?? (hash == nil)
        var address: EmailAddress?
        if let email, !isGuest {
            guard let read = EmailAddress(email) else { throw Fault(problem: "email is no e-mail address") }
            address = read
        }
        return ImportedUser(
            line: line, id: try id(), name: try text("name"), email: address?.address ?? email,
            emailKey: address?.key, passwordHash: isGuest ? nil : hash, isGuest: isGuest,
            phoneNumber: try text("phone_number"), origin: try text("origin") ?? "import")
    }

    private func id() throws(Fault) -> UserID? {
        guard let text = try text("id") else { return nil }
        guard let id = UserID(text) else { throw Fault(problem: "id is no positive whole number") }
        return id
    }

    private func text(_ name: String) throws(Fault) -> String? {
        guard let text = fields[name], !text.isEmpty else { return nil }
        guard text.utf8.count <= Self.longest else {
            throw Fault(problem: "\(name) has more than \(Self.longest) bytes")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Fault(problem: "\(name) is no text, or holds control characters")
        }
        return text
    }

    private func flag(_ name: String) throws(Fault) -> Bool? {
        guard let text = fields[name], !text.isEmpty else { return nil }
        switch text.lowercased() {
        case "true", "t", "1", "yes": return true
        case "false", "f", "0", "no": return false
        default: throw Fault(problem: "\(name) is neither true nor false")
        }
    }

    private func passwordHash() throws(Fault) -> String? {
        guard let text = fields["password_hash"], !text.isEmpty else { return nil }
        guard let hash = PasswordHash(text) else {
            throw Fault(
                problem: "password_hash is none of scrypt:N:r:p$… and pbkdf2:sha256:N$…, or asks for too much work")
        }
        return hash.text
    }
}
