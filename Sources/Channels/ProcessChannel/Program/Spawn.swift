import CSpawn
import ChannelKit
import Glibc
import Synchronization

/// Starts a program in a process group of its own, with three pipes and nothing else that was open.
enum Spawn {
    struct Child: Sendable {
        var processID: pid_t
        var input: Int32
        var output: Int32
        var errors: Int32
        /// Its end means the bot's: see `guardian`.
        var lifeline: Int32
    }

    /// The shell becomes the program, and leaves a guardian behind in its group: however the bot ends, also by
    /// `kill -9`, the lifeline is closed by the system, and the guardian kills the group. `PR_SET_PDEATHSIG` would know
    /// only the program itself, and would take the end of the thread that has started it for the bot's.
    /// `kill -9 -GROUP` is the one way to write it that every shell takes (dash knows no `--`).
    private static let guardian = """
        ( exec </dev/null >/dev/null 2>&1; read -r end <&3; kill -9 -$$ ) & exec 3<&-; exec "$@"
        """

    /// Held until the child's ends of the pipes are closed here, so that no other child inherits them.
    private static let spawning = Mutex(())

    static func start(
        _ command: [String], environment: [String: String], directory: String?
    ) throws(ChannelError) -> Child {
        let result: Result<Child, ChannelError> = spawning.withLock { _ in
            var pipes: [(read: Int32, write: Int32)] = []
            for _ in 0..<4 {
                var ends: [Int32] = [-1, -1]
                guard channel_pipe(&ends) == 0 else {
                    let code = errno
                    for pipe in pipes { for end in [pipe.read, pipe.write] { close(end) } }
                    return .failure(failure(code))
                }
                pipes.append((ends[0], ends[1]))
            }
            // Above the numbers that they get in the child, so that none is overwritten before it was copied.
            let theirs = [pipes[0].read, pipes[1].write, pipes[2].write, pipes[3].read].map { end in
                defer { close(end) }
                return fcntl(end, F_DUPFD_CLOEXEC, 4)
            }
            let ours = [pipes[0].write, pipes[1].read, pipes[2].read, pipes[3].write]
            defer { for end in theirs where end >= 0 { close(end) } }
            switch spawn(command, environment: environment, directory: directory, descriptors: theirs) {
            case .success(let child):
                // The other end is another description: only our own writing does not block.
                _ = fcntl(ours[0], F_SETFL, O_NONBLOCK)
                return .success(
                    Child(processID: child, input: ours[0], output: ours[1], errors: ours[2], lifeline: ours[3]))
            case .failure(let error):
                for end in ours { close(end) }
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func spawn(
        _ command: [String], environment: [String: String], directory: String?, descriptors: [Int32]
    ) -> Result<pid_t, ChannelError> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        channel_close_from(&actions, 4)
        if let directory { channel_change_folder(&actions, directory) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        let words = (["/bin/sh", "-c", guardian, "sh"] + command).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, "/bin/sh", &actions, &attributes, words, variables)
        return code == 0 ? .success(child) : .failure(failure(code))
    }

    private static func failure(_ code: Int32) -> ChannelError {
        .program(
            "program_not_started", "The channel's program could not be started.",
            detail: strerror(code).map { String(cString: $0) })
    }
}
