import ChannelKit

import struct Foundation.Date

/// An object that is handed to a function of the schema, put together member by member. What is nil is left out.
struct JSONParameter {
    private var bytes = Array("{".utf8)

    mutating func set(_ name: String, _ text: String?) {
        guard let text else { return }
        begin(name)
        JSONText.append(text, to: &bytes)
    }

    mutating func set(_ name: String, _ texts: [String]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONText.append(text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func set(_ name: String, _ number: Int64?) {
        guard let number else { return }
        begin(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// In milliseconds since 1970, within the years that every reader of times knows.
    mutating func set(_ name: String, _ time: Date?) {
        guard let time else { return }
        let seconds = time.timeIntervalSince1970
        let bounded = seconds.isNaN ? 0 : min(max(seconds, -62_135_596_800), 253_402_300_799)
        set(name, Int64((bounded * 1000).rounded()))
    }

    mutating func set(_ name: String, _ object: JSONParameter?) {
        guard let object else { return }
        begin(name)
        bytes.append(contentsOf: object.bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    var text: String { String(decoding: bytes, as: UTF8.self) + "}" }

    static func array(_ objects: [JSONParameter]) -> String {
        "[" + objects.map(\.text).joined(separator: ",") + "]"
    }

    private mutating func begin(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: "\":".utf8)
    }
}
