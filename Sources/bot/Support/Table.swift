import BotStore
import ChannelKit
import Foundation

/// A list for people, in columns.
enum Table {
    static func text(_ header: [String], _ rows: [[String]]) -> String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ").trimmingSuffix(while: { $0 == " " })
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> String {
        var end = self[...]
        while let last = end.last, matches(last) { end = end.dropLast() }
        return String(end)
    }
}

/// A list for programs: one JSON array of objects.
enum JSONList {
    static func text(_ rows: [[String: any Sendable]]) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: rows, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}

extension Date {
    /// RFC 3339, UTC, with milliseconds.
    var rfc3339: String {
        formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }
}
