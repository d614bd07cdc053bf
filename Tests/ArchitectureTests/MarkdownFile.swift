import Foundation

/// A document: what it links to, what can be linked to in it, and its code.
struct MarkdownFile {
    /// Relative to the package.
    var path: String
    /// Where its links lead, those to other sites left out.
    private(set) var links: [String] = []
    /// Its headings, as GitHub names them.
    private(set) var anchors: Set<String> = []
    /// What stands between backticks, and each line of its blocks of code.
    private(set) var code: [String] = []

    init(path: String, text: String) {
        self.path = path
        var isBlock = false
        for line in text.split(separator: "\n").map(String.init) {
            if line.drop(while: { $0 == " " }).hasPrefix("```") {
                isBlock.toggle()
            } else if isBlock {
                code.append(line)
            } else {
                if line.prefix(while: { $0 == "#" }).count > 0 { add(heading: line) }
                links += line.matches(of: /\[[^\]]*\]\(([^)]+)\)/).map { String($0.1) }.filter {
                    !$0.hasPrefix("http") && !$0.hasPrefix("mailto:")
                }
                code += line.matches(of: /`([^`]+)`/).map { String($0.1) }
            }
        }
    }

    private mutating func add(heading: String) {
        let text = heading.drop { $0 == "#" }.drop { $0 == " " }
            .replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.1 }.lowercased()
        let name = String(text.filter { $0.isLetter || $0.isNumber || "_- ".contains($0) })
            .replacingOccurrences(of: " ", with: "-")
        // One that stands there already gets a number.
        var number = 0
        while !anchors.insert(number == 0 ? name : "\(name)-\(number)").inserted { number += 1 }
    }

    /// The file that a link in this one leads to, relative to the package.
    func resolve(_ link: String) -> String {
        var parts = path.split(separator: "/").dropLast()
        for part in link.split(separator: "/") where part != "." {
            if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// All documents of the package.
    static func all() throws -> [MarkdownFile] {
        let root = PackageManifest.root
        // What was built, and what other people wrote, is none of ours.
        let folders = ["Benchmarks", "Examples", "Sources", "Tests", "deploy", "docs", ".github"]
        let below = folders.flatMap { folder in
            FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)?
                .compactMap { ($0 as? String).map { "\(folder)/\($0)" } } ?? []
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path) + below
        return try names.filter { $0.hasSuffix(".md") && !$0.contains("/.build/") }.map { name in
            MarkdownFile(path: name, text: try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8))
        }
    }
}
