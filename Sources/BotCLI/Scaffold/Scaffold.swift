import Foundation

/// Files that are about to be written, and files that are about to be changed. Nothing is written where anything is in
/// the way.
struct Scaffold {
    private struct Change {
        let path: String
        let content: String
        let isNew: Bool
    }

    let root: URL
    let nextSteps: String
    private var changes: [Change] = []

    init(root: URL, nextSteps: String) {
        self.root = root
        self.nextSteps = nextSteps
    }

    mutating func add(_ path: String, _ content: String) {
        changes.append(Change(path: path, content: content, isNew: true))
    }

    /// Puts lines before the first line that holds the mark.
    mutating func insert(_ lines: String, before mark: String, in path: String) throws {
        var all = try self.lines(of: path)
        guard let place = all.firstIndex(where: { $0.contains(mark) }) else {
            throw CommandFailure(.usage, "\(path) has no line with \"\(mark)\": is this a clone of ChannelKit?")
        }
        all.insert(lines, at: place)
        change(path, to: all)
    }

    /// Puts an import where the alphabet has it: the linter asks for that.
    mutating func insertImport(of module: String, in path: String) throws {
        var all = try lines(of: path)
        let imports = all.indices.filter { all[$0].hasPrefix("import ") || all[$0].hasPrefix("public import ") }
        guard let last = imports.last else {
            throw CommandFailure(.usage, "\(path) imports nothing: is this a clone of ChannelKit?")
        }
        let place = imports.first { index in all[index].split(separator: " ").last.map { $0 > module } ?? false }
        all.insert("import \(module)", at: place ?? last + 1)
        change(path, to: all)
    }

    private func lines(of path: String) throws -> [String] {
        let current =
            if let change = changes.last(where: { $0.path == path }) {
                change.content
            } else {
                try String(contentsOf: root.appending(path: path), encoding: .utf8)
            }
        return current.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private mutating func change(_ path: String, to lines: [String]) {
        changes.removeAll { $0.path == path }
        changes.append(Change(path: path, content: lines.joined(separator: "\n"), isNew: false))
    }

    /// Writes everything and returns the paths.
    func write() throws -> [String] {
        let files = FileManager.default
        for change in changes where change.isNew {
            guard !files.fileExists(atPath: root.appending(path: change.path).path) else {
                throw CommandFailure(.usage, "\(change.path) is there already; nothing was written")
            }
        }
        for change in changes {
            let file = root.appending(path: change.path)
            try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(change.content.utf8).write(to: file)
        }
        return changes.map(\.path)
    }
}
