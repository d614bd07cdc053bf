import BotStore
import Foundation

/// Rows for programs. Every object has every name; what is not known is null.
enum JSONRows {
    /// One array of objects.
    static func list(_ rows: [[RowField]]) throws -> String { try text(rows.map(Object.init)) }

    /// One object.
    static func object(_ row: [RowField]) throws -> String { try text(Object(fields: row)) }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    fileprivate struct Object: Encodable {
        let fields: [RowField]

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            for field in fields { try container.encode(field.value, forKey: Name(stringValue: field.name)) }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension RowField.Value: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .texts(let texts): try container.encode(texts)
        case .number(let number), .age(let number): try container.encode(number)
        case .count(let number): try container.encode(number)
        case .amount(let amount): try container.encode(amount)
        case .rows(let rows): try container.encode(rows.map(JSONRows.Object.init))
        case .flag(let flag): try container.encode(flag)
        case .time(let date): try container.encode(date?.rfc3339)
        case .error(let error): try container.encode(error.map(ErrorObject.init))
        }
    }

    private struct ErrorObject: Encodable {
        let code: String
        let kind: String
        let message: String

        init(_ error: RecordedError) {
            code = error.code
            kind = error.kind
            message = error.message
        }
    }
}
