internal import CLibPQ

/// The rows that a statement answered with. They refer to libpq's own copy: what is not asked for is not converted.
public struct PostgresRows: Sendable, RandomAccessCollection {
    private let result: ResultHandle?

    init(_ result: ResultHandle?) { self.result = result }

    public var startIndex: Int { 0 }
    public var endIndex: Int { result.map { Int(PQntuples($0.pointer)) } ?? 0 }

    public subscript(position: Int) -> PostgresRow {
        PostgresRow(result: result, row: Int32(position))
    }
}

/// libpq's result, freed with the last reference to it.
// Sendable though it holds a pointer: a PGresult is complete and never written again when it is handed out, and libpq
// allows any thread to read or free it.
final class ResultHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }
}
