import ChannelKit

/// A JSON object, written by hand: answers are on the way of every message.
struct JSONObjectText: Sendable {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// Adds a text; ids are texts, too.
    mutating func add(_ key: StaticString, _ text: String) {
        begin(key)
        JSONText.append(text, to: &bytes)
    }

    mutating func add(_ key: StaticString, _ id: some RowID) { add(key, id.description) }

    mutating func add(_ key: StaticString, orNull text: String?) {
        if let text { return add(key, text) }
        begin(key)
        bytes.append(contentsOf: "null".utf8)
    }

    mutating func add(_ key: StaticString, _ texts: [String]) {
        begin(key)
        bytes.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONText.append(text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func add(_ key: StaticString, _ flag: Bool) {
        begin(key)
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    mutating func add(_ key: StaticString, _ objects: [JSONObjectText]) {
        begin(key)
        bytes.append(UInt8(ascii: "["))
        for (index, object) in objects.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: object.finished())
        }
        bytes.append(UInt8(ascii: "]"))
    }

    func finished() -> [UInt8] { bytes + [UInt8(ascii: "}")] }

    /// - Parameter key: plain letters, which need no escape.
    private mutating func begin(_ key: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: "\":".utf8)
    }
}
