import ChannelKit
import Foundation

/// The JSON object that a POST brings. Unknown keys are ignored; `null` is the same as not there.
///
/// What a known key holds is looked at only when it is asked for, so that a wrong type is told after a wrong
/// credential.
struct RequestBody: Sendable {
    enum Key: String, CodingKey, CaseIterable {
        case token, content, id, name, email
        case phoneNumber = "phone_number"
        case externalID = "external_id"
        case password
        case newPassword = "new_password"
        case refreshToken = "refresh_token"
    }

    private enum Value: Sendable {
        case text(String)
        case other
    }

    private var values: [Key: Value] = [:]

    /// Reads a body. An empty one counts as an empty object.
    init(parsing bytes: [UInt8]) throws(ChannelError) {
        guard !bytes.isEmpty else { return }
        try JSONGrammar.check(bytes)
        do {
            self = try JSONDecoder().decode(RequestBody.self, from: Data(bytes))
        } catch {
            throw .malformedJSON()
        }
    }

    /// The text at a key, or nil where there is none.
    func text(_ key: Key) throws(ChannelError) -> String? {
        switch values[key] {
        case .text(let text): text
        case .other: throw .invalidField(key.rawValue, "must be a string")
        case nil: nil
        }
    }
}

extension RequestBody: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in Key.allCases where container.contains(key) {
            if try container.decodeNil(forKey: key) { continue }
            do {
                values[key] = .text(try container.decode(String.self, forKey: key))
            } catch DecodingError.typeMismatch {
                values[key] = .other
            }
        }
    }
}
