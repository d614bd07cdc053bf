import ArgumentParser

/// How a list is printed.
struct ListOptions: ParsableArguments {
    @Flag(help: "Print one JSON array.") var json = false
    @Option(help: "At most so many.") var limit = 100

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000") }
    }

    func text(_ rows: [[RowField]]) throws -> String { json ? try JSONRows.list(rows) : Table.text(rows) }
}
