import Foundation
import Testing

@testable import SQLiteStore

@Suite("Times in rows")
struct TimestampTests {
    @Test(
        "A time is RFC 3339 in UTC with milliseconds",
        arguments: [
            (0.0, "1970-01-01T00:00:00.000Z"), (1_795_365_639.123, "2026-11-22T16:40:39.123Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"), (-0.001, "1969-12-31T23:59:59.999Z"),
            (-62_167_219_200, "0000-01-01T00:00:00.000Z"), (253_402_300_799.999, "9999-12-31T23:59:59.999Z"),
        ])
    func text(seconds: Double, text: String) {
        #expect(Timestamp.text(Date(timeIntervalSince1970: seconds)) == text)
        #expect(Timestamp.date(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test("Every time comes back to the millisecond, and sorts as its text does")
    func roundTrip() throws {
        var last: (date: Date, text: String)?
        for step in 0..<20_000 {
            let milliseconds = -62_167_219_200_000 + Int64(step) * 15_778_463_017
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let text = Timestamp.text(date)
            let back = try #require(Timestamp.date(text))
            #expect(Int64((back.timeIntervalSince1970 * 1000).rounded()) == milliseconds)
            if let last { #expect(last.text < text) }
            last = (date, text)
        }
    }

    @Test("A time that no column can hold becomes the nearest that fits")
    func bounds() {
        #expect(Timestamp.text(.distantPast).count == 24)
        #expect(Timestamp.text(Date(timeIntervalSince1970: .infinity)) == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp.text(Date(timeIntervalSince1970: .nan)) == "1970-01-01T00:00:00.000Z")
    }

    @Test(
        "What is no time is not read as one",
        arguments: ["", "2026", "2026-13-01T00:00:00.000Z", "yesterday at noon it was"])
    func malformed(text: String) {
        #expect(Timestamp.date(text) == nil)
    }
}
