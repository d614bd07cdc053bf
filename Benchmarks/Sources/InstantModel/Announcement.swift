import Foundation

/// The line by which a script learns where a server listens.
enum Announcement {
    /// Written past any buffer: whoever started this waits for it.
    static func print(port: Int?) throws {
        try FileHandle.standardOutput.write(contentsOf: Data("http://127.0.0.1:\(port ?? 0)\n".utf8))
    }
}
