import ChannelKit
import Foundation

/// Reads the JSON object that a line of the `jsonl` format is.
enum JSONLineParser {
    static let depthLimit = 16

    /// What the line asks for. Keys that are not known are left alone; `null` is the same as a key left out.
    static func request(in line: String) throws(ChannelError) -> LineRequest {
        guard !line.allSatisfy(\.isWhitespace) else { throw .emptyLine }
        let fields: Fields = try decoded(line)
        guard let text = fields.text else { throw .missingText }
        return try LineRequest(
            text: text, id: fields.id, user: fields.user, name: fields.name, conversation: fields.conversation)
    }

    /// The id that a faulty line can still be told by, where it has one.
    static func quotableID(in line: StdioChannel.Line) -> String? {
        guard case .text(let text) = line.content, let fields: IDField = try? decoded(text),
            let id = fields.id, FieldLimit.fault(in: id) == nil
        else { return nil }
        return id
    }

    private static func decoded<Value: Decodable>(_ line: String) throws(ChannelError) -> Value {
        // The parser below recurses, and takes bytes with zeros in them for UTF-16.
        guard depth(of: line.utf8) <= depthLimit else { throw .tooDeep(limit: depthLimit) }
        guard !line.utf8.contains(0) else { throw .malformedJSON }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(line.utf8))
        } catch let error as ChannelError {
            throw error
        } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
            throw .notAnObject
        } catch {
            throw .malformedJSON
        }
    }

    /// How deep brackets are nested, those in strings not counted.
    private static func depth(of bytes: String.UTF8View) -> Int {
        var depth = 0
        var deepest = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isInString
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString: break
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}

private enum Key: String, CodingKey {
    case text, id, user, name, conversation
}

private struct Fields: Decodable {
    let text, id, user, name, conversation: String?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        text = try fields.text(.text)
        id = try fields.identifier()
        user = try fields.text(.user)
        name = try fields.text(.name)
        conversation = try fields.text(.conversation)
    }
}

private struct IDField: Decodable {
    let id: String?

    init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: Key.self).identifier()
    }
}

extension KeyedDecodingContainer<Key> {
    fileprivate func text(_ key: Key) throws -> String? {
        do {
            return try decodeIfPresent(String.self, forKey: key)
        } catch {
            throw ChannelError.invalidField(key.rawValue, "must be a string")
        }
    }

    /// Scripts count their lines: a whole number is taken for its digits.
    fileprivate func identifier() throws -> String? {
        if let text = try? decodeIfPresent(String.self, forKey: .id) { return text }
        do {
            return try decodeIfPresent(Int64.self, forKey: .id).map(String.init)
        } catch {
            throw ChannelError.invalidField(Key.id.rawValue, "must be a string or a whole number")
        }
    }
}
