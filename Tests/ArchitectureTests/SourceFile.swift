import Foundation

/// One Swift file of a target, by lines.
struct SourceFile {
    /// Relative to the package.
    var path: String
    var lines: [Substring]

    /// All files below a folder of the package.
    static func all(in folder: String) throws -> [SourceFile] {
        let base = PackageManifest.root.appendingPathComponent(folder)
        guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
        return try walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            return SourceFile(
                path: String(file.path.dropFirst(PackageManifest.root.path.count + 1)),
                lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    /// The lines that are not part of a text of several lines: what stands in such a text may look like code.
    private var code: [Substring] {
        var isText = false
        return lines.filter { line in
            defer { if line.components(separatedBy: "\"\"\"").count.isMultiple(of: 2) { isText.toggle() } }
            return !isText
        }
    }

    /// Every module that the file imports.
    var imports: Set<String> {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        return Set(
            code.compactMap { line in
                var words = line.split(separator: " ")[...]
                while let first = words.first, first != "import" {
                    let isModifier =
                        first.hasPrefix("@")
                        || ["public", "package", "internal", "fileprivate", "private"]
                            .contains(first)
                    guard isModifier else { return nil }
                    words = words.dropFirst()
                }
                words = words.dropFirst()
                if let first = words.first, kinds.contains(first) { words = words.dropFirst() }
                return words.first.map { String($0.prefix { $0 != "." }) }
            })
    }
}
