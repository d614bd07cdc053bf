import Dispatch
import Foundation
import Glibc
import Synchronization

/// The shell that runs a server (see `KeeperScript`), and a way to ask it for something.
///
/// It reads from a socket of which only this process holds the other end. When this process ends, however it ends, the
/// kernel closes that end, and the shell stops the server and removes the folder.
final class Keeper: Sendable {
    /// What is asked for is done one after another, on a thread that may wait.
    private let queue = DispatchQueue(label: "ThrowawayPostgres.Keeper")
    private let input: FileHandle
    private let output: FileHandle
    private let rest = Mutex(Data())

    init(folder: String, binaries: String, user: String?) throws {
        signal(SIGPIPE, SIG_IGN)
        // Pairs of sockets and not pipes: these are made so that no other child inherits them, without a moment between.
        let (requests, answers) = (try Self.pair(), try Self.pair())
        defer {
            close(requests.theirs)
            close(answers.theirs)
        }
        input = FileHandle(fileDescriptor: requests.ours, closeOnDealloc: true)
        output = FileHandle(fileDescriptor: answers.ours, closeOnDealloc: true)
        try Self.spawn(
            ["/bin/bash", "-c", KeeperScript.text, "keeper", folder, binaries, user ?? ""],
            input: requests.theirs, output: answers.theirs)
    }

    private static func pair() throws -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw ThrowawayPostgres.Failure(description: "no pair of sockets: errno \(errno)")
        }
        return (ends[0], ends[1])
    }

    /// Asks for something and waits until it is done. Returns what it printed.
    @discardableResult
    func ask(_ words: String...) async throws -> String {
        let line = words.joined(separator: " ").replacingOccurrences(of: "\n", with: " ")
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try self.exchange(line) })
            }
        }
    }

    private func exchange(_ line: String) throws -> String {
        try input.write(contentsOf: Data((line + "\n").utf8))
        var lines: [String] = []
        while true {
            guard let line = nextLine() else {
                throw ThrowawayPostgres.Failure(description: "the keeper of the server is gone")
            }
            switch line {
            case "\u{4}done": return lines.joined(separator: "\n")
            case "\u{4}failed":
                throw ThrowawayPostgres.Failure(description: lines.joined(separator: "\n"))
            default: lines.append(line)
            }
        }
    }

    private func nextLine() -> String? {
        rest.withLock { rest in
            while true {
                if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = String(decoding: rest[..<end], as: UTF8.self)
                    rest = Data(rest[rest.index(after: end)...])
                    return line
                }
                let more = output.availableData
                if more.isEmpty { return nil }
                rest += more
            }
        }
    }

    /// In a session of its own: what interrupts the tests from the keyboard must not interrupt the cleaning up.
    private static func spawn(_ words: [String], input: Int32, output: Int32) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of the cooperative pool have signals blocked, which a child would inherit.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSID, which is behind a macro.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | 0x80)
        let arguments = words.map { strdup($0) } + [nil]
        let environment = ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C"]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, words[0], &actions, &attributes, arguments, variables)
        guard result == 0 else {
            throw ThrowawayPostgres.Failure(description: "\(words[0]) could not be started: errno \(result)")
        }
    }
}
