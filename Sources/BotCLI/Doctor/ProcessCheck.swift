import BotRuntime
import ChannelKit
import Glibc

/// What the operating system allows the process.
struct ProcessCheck: Sendable {
    let configuration: BotConfiguration

    /// A caller and a model call are a socket each; some are the store's and the platforms'.
    static let descriptorsForOthers = 200

    var findings: [Finding] { [files] }

    private var files: Finding {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return Finding("open files", .warning, "the limit cannot be read", remedy: "look at it with ulimit -Hn")
        }
        return Self.files(limit: limit.rlim_max, pendingTurns: configuration.limits.pendingTurns)
    }

    static func files(limit: UInt, pendingTurns: Int) -> Finding {
        let needed = UInt(2 * pendingTurns + descriptorsForOthers)
        if limit >= needed { return Finding("open files", .ok, "the hard limit is \(limit)") }
        return Finding(
            "open files", .warning, "the hard limit is \(limit), and \(pendingTurns) pending turns may need \(needed)",
            remedy: "raise it (ulimit -Hn, LimitNOFILE=, nofile), or lower limits.pending_turns")
    }
}
