public import Foundation
import Glibc

/// The real `bot`, as a process of its own: started, spoken to, killed.
public final class BotProcess: Sendable {
    /// A folder of its own for one test: the configuration, the database, whatever the bot writes.
    public struct Home: Sendable {
        public let folder: URL

        public init() throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "bot-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }

        public var database: String { folder.appending(path: "bot.sqlite").path }

        /// Writes a file and returns its path.
        public func write(_ text: String, to name: String = "bot.yaml") throws -> String {
            let file = folder.appending(path: name)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return file.path
        }

        public func remove() { try? FileManager.default.removeItem(at: folder) }
    }

    public let standardOutput = ProcessOutput()
    public let log = ProcessOutput()
    private let child: ChildProcess

    /// The executable that was built together with the tests, or the one that `BOT_EXECUTABLE` names.
    public static var executable: URL {
        if let path = ProcessInfo.processInfo.environment["BOT_EXECUTABLE"] { return URL(filePath: path) }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "bot")
    }

    /// Starts `bot` with these arguments. The environment is this one's, and what is given replaces it.
    public init(
        _ arguments: [String], executable: URL = BotProcess.executable, environment: [String: String] = [:],
        folder: URL? = nil
    ) throws {
        signal(SIGPIPE, SIG_IGN)
        child = try ChildProcess(
            executable.path, arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { _, new in new },
            folder: folder?.path)
        standardOutput.follow(child.output)
        log.follow(child.errors)
    }

    public var processID: Int32 { child.processID }

    // MARK: Speaking to it

    /// Writes to its standard input.
    public func write(_ text: String) throws {
        try child.input.write(contentsOf: Data(text.utf8))
    }

    /// Ends its standard input.
    public func closeInput() throws { try child.input.close() }

    /// Waits for the line in its log that says where it listens, and returns that address.
    public func address(after word: String = "listening", scheme: String = "http") async throws -> String {
        let line = try await log.line { line in
            line.contains("\(scheme)://") && line.contains(word) && (word != "listening" || !line.contains("admin"))
        }
        guard let start = line.range(of: "\(scheme)://") else { throw Failure(description: line) }
        return String(line[start.lowerBound...].prefix { !" \"\n".contains($0) })
    }

    // MARK: Ending it

    /// How a process ended.
    public enum Status: Sendable, Hashable {
        case exited(Int32)
        case killed(Int32)
    }

    public func send(_ signal: Int32) { Glibc.kill(processID, signal) }

    /// SIGSTOP, and waits until it has stopped: other threads go on until the one that takes the signal is run.
    public func suspend() async throws {
        send(SIGSTOP)
        let tasks = "/proc/\(processID)/task"
        func isStopped(_ task: String) -> Bool {
            // After the name, which may hold anything.
            let text = (try? String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8)) ?? ""
            return text.isEmpty || text.split(separator: ")").last?.hasPrefix(" T") == true
        }
        while !(try FileManager.default.contentsOfDirectory(atPath: tasks).allSatisfy(isStopped)) {
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Waits for its end.
    @discardableResult
    public func status() async -> Status { await child.status() }

    /// `kill -9`, and waits until it is gone.
    public func kill() async {
        send(SIGKILL)
        await status()
    }

    /// SIGTERM, and waits for its end.
    @discardableResult
    public func terminate() async -> Status {
        send(SIGTERM)
        return await status()
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    deinit {
        if child.isRunning { Glibc.kill(child.processID, SIGKILL) }
    }
}
