internal import CLibPQ

public import struct Foundation.Date

/// One row. Columns are read by their place; null is nil; a column of another type is an error.
public struct PostgresRow: Sendable {
    let result: ResultHandle?
    let row: Int32

    public func bool(_ column: Int) throws(PostgresError) -> Bool? {
        try read(column, [16]) { bytes, _ in bytes.first.map { $0 != 0 } }
    }

    public func int(_ column: Int) throws(PostgresError) -> Int64? {
        try read(column, [20, 21, 23, 26]) { bytes, _ in bytes.integer }
    }

    public func double(_ column: Int) throws(PostgresError) -> Double? {
        try read(column, [700, 701]) { bytes, _ in
            bytes.count == 4
                ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bytes.integer)))
                : Double(bitPattern: UInt64(bitPattern: bytes.integer))
        }
    }

    /// Texts, names and JSON.
    public func text(_ column: Int) throws(PostgresError) -> String? {
        try read(column, [25, 1043, 1042, 19, 114, 3802]) { bytes, type in
            // `jsonb` has its version before it.
            String(decoding: type == 3802 ? UnsafeRawBufferPointer(rebasing: bytes.dropFirst()) : bytes, as: UTF8.self)
        }
    }

    /// Nil for null and for the times before and after all others.
    public func time(_ column: Int) throws(PostgresError) -> Date? {
        try read(column, [1184, 1114]) { bytes, _ in BinaryTime.time(bytes.integer) }
    }

    public func texts(_ column: Int) throws(PostgresError) -> [String?]? {
        try read(column, [1009, 1015]) { bytes, _ in
            BinaryArray.elements(of: bytes) { String(decoding: $0, as: UTF8.self) }
        }
    }

    public func ints(_ column: Int) throws(PostgresError) -> [Int64]? {
        let elements = try read(column, [1016, 1007, 1005]) { bytes, _ in
            BinaryArray.elements(of: bytes) { $0.integer }
        }
        guard let elements else { return nil }
        let numbers = elements.compactMap(\.self)
        guard numbers.count == elements.count else { throw PostgresError(.invalid, "column \(column) holds a null") }
        return numbers
    }

    /// `types`: the ids of the types that can be read so, as `pg_type` has them. They never change.
    private func read<Value>(
        _ column: Int, _ types: [UInt32], _ convert: (UnsafeRawBufferPointer, UInt32) -> Value?
    ) throws(PostgresError) -> Value? {
        guard let result, column >= 0, column < PQnfields(result.pointer) else {
            throw PostgresError(.invalid, "there is no column \(column)")
        }
        let place = Int32(column)
        if PQgetisnull(result.pointer, row, place) == 1 { return nil }
        let type = PQftype(result.pointer, place)
        guard types.contains(type) else {
            throw PostgresError(.invalid, "column \(column) is of type \(type), which is not what is asked for")
        }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result.pointer, row, place), count: Int(PQgetlength(result.pointer, row, place)))
        return convert(bytes, type)
    }
}

extension UnsafeRawBufferPointer {
    /// A whole number of two, four or eight bytes, the highest first.
    var integer: Int64 {
        let bits = reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        switch count {
        case 2: return Int64(Int16(truncatingIfNeeded: bits))
        case 4: return Int64(Int32(truncatingIfNeeded: bits))
        default: return Int64(bitPattern: bits)
        }
    }
}
