/// One row for people: a line a field, and at last its text as it is.
enum Sheet {
    static func text(_ row: [RowField], body: String) -> String {
        let width = row.map(\.name.count).max() ?? 0
        let lines = row.map { field in
            field.name + String(repeating: " ", count: width - field.name.count) + "  " + field.value.text
        }
        return lines.joined(separator: "\n") + "\n\n" + body.printable
    }
}
