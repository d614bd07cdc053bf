import Foundation

/// Times as RFC 3339 in UTC, from year 1 to 9999. By arithmetic, exact to the millisecond, with no calendar to ask.
enum Timestamp {
    /// `2026-08-01T12:00:00Z`; what is below a second is cut off.
    static func seconds(_ date: Date) -> String {
        let (seconds, _) = parts(of: date)
        return text(seconds) + "Z"
    }

    /// `2026-08-01T12:00:00.250Z`.
    static func milliseconds(_ date: Date) -> String {
        let (seconds, milliseconds) = parts(of: date)
        return text(seconds) + "." + padded(milliseconds, 3) + "Z"
    }

    private static func parts(of date: Date) -> (seconds: Int, milliseconds: Int) {
        let interval = date.timeIntervalSince1970
        // A date that is no number is no date; it must not stop the answer.
        let bounded = interval.isNaN ? 0 : min(max(interval, -62_135_596_800), 253_402_300_799)
        let (seconds, milliseconds) = Int((bounded * 1_000).rounded()).quotientAndRemainder(dividingBy: 1_000)
        return milliseconds < 0 ? (seconds - 1, milliseconds + 1_000) : (seconds, milliseconds)
    }

    private static func text(_ seconds: Int) -> String {
        var days = seconds / 86_400
        var rest = seconds % 86_400
        if rest < 0 {
            days -= 1
            rest += 86_400
        }
        let (year, month, day) = civil(days: days)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(rest / 3_600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    }

    /// The Gregorian date of a day counted from 1970-01-01, by eras of 400 years that begin on 1 March.
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
