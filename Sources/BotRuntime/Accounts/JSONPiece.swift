import ChannelKit
import Foundation

/// A JSON object that is put together member by member.
struct JSONPiece {
    private var bytes = Array("{".utf8)

    /// With more members to come.
    var opened: [UInt8] { bytes }
    var closed: [UInt8] { bytes + [UInt8(ascii: "}")] }

    mutating func add(_ name: String, _ text: String?) {
        begin(name)
        if let text { JSONText.append(text, to: &bytes) } else { bytes += Array("null".utf8) }
    }

    mutating func add(_ name: String, _ flag: Bool) {
        begin(name)
        bytes += Array((flag ? "true" : "false").utf8)
    }

    /// RFC 3339, in UTC, with milliseconds.
    mutating func add(_ name: String, _ date: Date) {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        add(name, date.formatted(style))
    }

    mutating func add(_ name: String, _ texts: [String]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONText.append(text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func add(_ name: String, _ object: JSONPiece) {
        begin(name)
        bytes += object.closed
    }

    mutating func add(_ name: String, _ objects: [JSONPiece]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, object) in objects.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += object.closed
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func begin(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        JSONText.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }
}
