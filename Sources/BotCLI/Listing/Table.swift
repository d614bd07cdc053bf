/// Rows for people, in columns under their names.
enum Table {
    static func text(_ rows: [[RowField]]) -> String {
        guard let first = rows.first else { return "none" }
        let header = first.filter(\.isListed).map { $0.name.replacing("_", with: " ").uppercased() }
        let all = [header] + rows.map { $0.filter(\.isListed).map(\.value.text) }
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ").trimmingSuffix(while: { $0 == " " })
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> String {
        var end = self[...]
        while let last = end.last, matches(last) { end = end.dropLast() }
        return String(end)
    }
}
