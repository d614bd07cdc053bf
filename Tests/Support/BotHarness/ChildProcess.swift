import Dispatch
import Foundation
import Glibc
import Monitor
import Synchronization

/// A child process with pipes on its three standard descriptors.
///
/// Foundation's `Process` learns of a child's end by `select`, which does not know descriptors above 1,023; tests that
/// open thousands of sockets have such.
final class ChildProcess: Sendable {
    let processID: pid_t
    let input: FileHandle
    /// To be closed by whoever reads them.
    let output: Int32
    let errors: Int32
    private let exit = Monitor<BotProcess.Status?>(nil)

    init(_ executable: String, _ arguments: [String], environment: [String: String], folder: String?) throws {
        (processID, input, output, errors) = try Self.spawning.withLock { _ in
            let (input, output, errors) = (try Self.pipe(), try Self.pipe(), try Self.pipe())
            let child = try Self.spawn(
                executable, arguments, environment: environment, folder: folder,
                descriptors: [input.read, output.write, errors.write])
            for descriptor in [input.read, output.write, errors.write] { close(descriptor) }
            let handle = FileHandle(fileDescriptor: input.write, closeOnDealloc: true)
            return (child, handle, output.read, errors.read)
        }
        let (processID, exit) = (processID, exit)
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(processID, &status, 0) < 0, errno == EINTR {}
            exit.withLock { $0 = status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .killed(status & 0x7F) }
        }
    }

    /// Waits for its end. One that a cancelled test waits for is killed.
    func status() async -> BotProcess.Status {
        await exit.wait { $0 != nil }
        if let status = exit.withLock({ $0 }) { return status }
        kill(processID, SIGKILL)
        return .killed(SIGKILL)
    }

    var isRunning: Bool { exit.withLock { $0 == nil } }

    /// Held from making pipes to handing them over, so that no other child inherits their ends: then no end of input
    /// would ever reach this one.
    private static let spawning = Mutex(())

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw BotProcess.Failure(description: "no pipe: errno \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ executable: String, _ arguments: [String], environment: [String: String], folder: String?,
        descriptors: [Int32]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        // The shell becomes the program once it has closed what else it was given: pipes of other tests among it, whose
        // ends would otherwise never be closed.
        let script = """
            cd "$1" && shift; for f in /proc/$$/fd/*; do n=${f##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done; exec "$@"
            """
        let command = ["/bin/bash", "-c", script, "bash", folder ?? ".", executable]
        let words = (command + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, command[0], &actions, nil, words, variables)
        guard result == 0 else {
            throw BotProcess.Failure(description: "\(executable) could not be started: errno \(result)")
        }
        return child
    }
}
