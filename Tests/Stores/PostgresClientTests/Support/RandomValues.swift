import Foundation
import PostgresClient
import SeededRandom

/// Values of every type, the odd ones often.
struct RandomValues {
    var generator: SeededGenerator

    mutating func text() -> String {
        let alphabet =
            Array("aZ09 \t\n\r\"'\\{},$ß€漢字👩‍👩‍👧\u{1}\u{7f}\u{301}\u{fffd}\u{10ffff}").map(String.init) + [
                "NULL", "", "\\N",
            ]
        return (0..<Int.random(in: 0...12, using: &generator))
            .map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
    }

    mutating func integer() -> Int64 {
        let edges: [Int64] = [.min, .max, 0, -1, 1, Int64(Int32.min), Int64(Int32.max) + 1]
        return Bool.random(using: &generator)
            ? edges.randomElement(using: &generator) ?? 0 : Int64.random(in: .min ... .max, using: &generator)
    }

    mutating func double() -> Double {
        let edges = [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1e300]
        return Bool.random(using: &generator)
            ? edges.randomElement(using: &generator) ?? 0
            : Double(bitPattern: UInt64.random(in: 0...UInt64(0x7FEF_FFFF_FFFF_FFFF), using: &generator))
    }

    /// Between 1900 and 2100, to the microsecond.
    mutating func time() -> Date {
        let microseconds = Int64.random(in: -2_208_988_800_000_000...4_102_444_800_000_000, using: &generator)
        // From where a `Date` counts: so it is rounded once.
        return Date(timeIntervalSinceReferenceDate: Double(microseconds - 978_307_200_000_000) / 1_000_000)
    }

    mutating func list<Element>(_ element: (inout RandomValues) -> Element) -> [Element] {
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in element(&self) }
    }
}
