import Foundation

/// Programs in Python that judge what is here: other people's clients and Meta's schema. See `Tests/Integration`.
enum PythonPeers {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Integration")

    /// The interpreter with the clients, which is made the first time. Nil where it cannot be.
    static func python() async -> String? {
        guard
            let result = try? await run("/usr/bin/env", ["python3", script("whatsapp_python.py")]), result.status == 0
        else { return nil }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a script with that interpreter and reads the JSON on its standard output's last line.
    static func call(_ name: String, _ arguments: [String]) async throws -> [String: Any] {
        guard let python = await python() else { throw Failure(description: "no Python") }
        let result = try await run(python, [script(name)] + arguments)
        let last = result.output.split(separator: "\n").last.map { Data($0.utf8) } ?? Data()
        guard result.status == 0, let json = try JSONSerialization.jsonObject(with: last) as? [String: Any] else {
            throw Failure(description: "\(name) ended with \(result.status): \(result.output)")
        }
        return json
    }

    /// A file of its own with these bytes, until the closure returns.
    static func withFile<Result>(_ data: Data, _ body: (String) async throws -> Result) async throws -> Result {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("peers-\(UUID().uuidString)")
        try data.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file.path)
    }

    private static func script(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// What it writes goes through a file: a pipe would have to be read while it runs.
    private static func run(_ executable: String, _ arguments: [String]) async throws -> (status: Int32, output: String)
    {
        try await withFile(Data()) { path in
            let output = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            let process = Process()
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = FileHandle.standardError
            let status = try await withCheckedThrowingContinuation {
                (ended: CheckedContinuation<Int32, any Error>) in
                process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
                do { try process.run() } catch { ended.resume(throwing: error) }
            }
            try output.close()
            return (status, try String(contentsOfFile: path, encoding: .utf8))
        }
    }
}
