import struct Foundation.Date
import typealias Foundation.TimeInterval

/// Times as they are stored: `2026-11-22T16:40:39.123Z`, UTC, always 24 characters, so that text sorts as time does.
enum Timestamp {
    /// Times outside the years 0000 to 9999 become the nearest that fits.
    static func text(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970
        let bounded = seconds.isNaN ? 0 : min(max(seconds, -62_167_219_200), 253_402_300_799.999)
        let milliseconds = Int64((bounded * 1000).rounded())
        let day = floorDivide(milliseconds, 86_400_000)
        let time = milliseconds - day * 86_400_000
        let civil = civilDate(day: day)
        return String(unsafeUninitializedCapacity: 24) { buffer in
            func write(_ value: Int64, digits: Int, at start: Int) {
                var rest = value
                for index in (start..<start + digits).reversed() {
                    buffer[index] = UInt8(48 + rest % 10)
                    rest /= 10
                }
            }
            write(civil.year, digits: 4, at: 0)
            buffer[4] = UInt8(ascii: "-")
            write(civil.month, digits: 2, at: 5)
            buffer[7] = UInt8(ascii: "-")
            write(civil.day, digits: 2, at: 8)
            buffer[10] = UInt8(ascii: "T")
            write(time / 3_600_000, digits: 2, at: 11)
            buffer[13] = UInt8(ascii: ":")
            write(time / 60_000 % 60, digits: 2, at: 14)
            buffer[16] = UInt8(ascii: ":")
            write(time / 1000 % 60, digits: 2, at: 17)
            buffer[19] = UInt8(ascii: ".")
            write(time % 1000, digits: 3, at: 20)
            buffer[23] = UInt8(ascii: "Z")
            return 24
        }
    }

    /// Reads what `text` wrote; nil for anything else.
    static func date(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count == 24 else { return nil }
        func number(_ start: Int, _ digits: Int) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[start..<start + digits] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), let millisecond = number(20, 3),
            (1...12).contains(month)
        else { return nil }
        let days = dayNumber(year: year, month: month, day: day)
        let total = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + millisecond
        return Date(timeIntervalSince1970: TimeInterval(total) / 1000)
    }

    // Days since 1970-01-01 in the Gregorian calendar, counted in eras of 400 years that begin in March, so that the
    // day that leap years add is a year's last.
    private static func civilDate(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = floorDivide(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
