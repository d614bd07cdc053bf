import BotStore
import ChannelKit
import Foundation

/// One value of a row, under the name that programs read it by.
struct RowField {
    let name: String
    let value: Value
    /// Whether tables have a column for it.
    let isListed: Bool

    init(_ name: String, _ value: Value, isListed: Bool = true) {
        self.name = name
        self.value = value
        self.isListed = isListed
    }

    enum Value {
        case text(String?)
        case texts([String])
        case number(Int)
        case count(Int?)
        /// Money: for people with six digits.
        case amount(Double?)
        /// Rows of its own: for programs only.
        case rows([[RowField]])
        case flag(Bool)
        case time(Date?)
        /// In whole seconds; for people in the two largest units.
        case age(Int)
        case error(RecordedError?)
    }
}

extension RowField {
    static func id(_ name: String, _ id: some RowID) -> RowField { RowField(name, .text(id.description)) }

    /// How long ago `date` was. A clock that was set back makes nothing negative.
    static func age(since date: Date, now: Date) -> RowField {
        // A bound before the conversion: a row may say anything.
        RowField("age", .age(Int(min(max(now.timeIntervalSince(date), 0), 1e12))))
    }
}

extension RowField.Value {
    /// For people, on one line.
    var text: String {
        switch self {
        case .text(let text): text.map(\.onOneLine) ?? "-"
        case .texts(let texts): texts.isEmpty ? "-" : texts.map(\.onOneLine).joined(separator: ", ")
        case .number(let number): String(number)
        case .count(let number): number.map { String($0) } ?? "-"
        case .amount(let amount): amount.map { String(format: "%.6f", $0) } ?? "-"
        case .rows(let rows): String(rows.count)
        case .flag(let flag): flag ? "yes" : "no"
        case .time(let date): date?.rfc3339 ?? "-"
        case .age(let seconds): Self.age(seconds)
        case .error(let error): error.map { "\($0.code): \($0.message)".onOneLine } ?? "-"
        }
    }

    private static func age(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3600: "\(seconds / 60)m \(seconds % 60)s"
        case ..<86400: "\(seconds / 3600)h \(seconds / 60 % 60)m"
        default: "\(seconds / 86400)d \(seconds / 3600 % 24)h"
        }
    }
}

extension Date {
    /// RFC 3339, UTC, with milliseconds.
    var rfc3339: String {
        formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }
}
