import Foundation
import Testing

@testable import HTTPChannel

@Suite("Times in answers")
struct TimestampTests {
    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
        (1_785_585_601.123, "2026-08-01T12:00:01.123Z"), (4_107_542_399.9996, "2100-03-01T00:00:00.000Z"),
        (-0.001, "1969-12-31T23:59:59.999Z"), (-1_000_000_000, "1938-04-24T22:13:20.000Z"),
        (.nan, "1970-01-01T00:00:00.000Z"), (.infinity, "9999-12-31T23:59:59.000Z"),
        (-.infinity, "0001-01-01T00:00:00.000Z"),
    ])
    func `are RFC 3339 in UTC, to the millisecond`(seconds: Double, text: String) {
        #expect(Timestamp.milliseconds(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func `agree with the calendar on every day of 400 years`() throws {
        let style = Date.ISO8601FormatStyle()
        for day in stride(from: -25_567, through: 120_530, by: 1) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 45_296)
            try #require(Timestamp.seconds(date) == date.formatted(style))
        }
    }
}
