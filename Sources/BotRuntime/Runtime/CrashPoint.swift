import Glibc
import Synchronization

import class Foundation.ProcessInfo

/// A step on a message's way at which a test can have the process killed, as by `kill -9`.
///
/// In the product, because the promise that a crash at any instant loses and repeats nothing is about this very program:
/// random kills seldom hit the moments between two steps, and a build of its own for tests would be another program.
/// The environment variable `CHANNELKIT_CRASH_AT` names the step, or `step:n` the n-th time it is reached. It is read
/// once; without it a step costs one comparison.
package enum CrashPoint: String, Sendable, CaseIterable {
    /// The channel has read the delivery; nothing of it is kept.
    case received
    /// Everything in it is durable.
    case accepted
    /// The answer to the platform is about to be handed back.
    case acknowledged
    case modelAsked = "model_asked"
    case modelAnswered = "model_answered"
    /// The turn's end is durable.
    case completed
    case sendBegun = "send_begun"
    /// The platform has taken the reply.
    case sent
    /// What became of the reply is durable.
    case recorded

    /// Told of every step that is reached by the task it is set in and by its children: the conformance kit plays a kill
    /// there without ending the process.
    @TaskLocal package static var watcher: (@Sendable (CrashPoint) -> Void)?

    private static let armed = order(ProcessInfo.processInfo.environment["CHANNELKIT_CRASH_AT"])
    private static let reached = Atomic(0)

    static func reach(_ point: CrashPoint) {
        watcher?(point)
        guard let armed, armed.point == point else { return }
        if reached.add(1, ordering: .relaxed).newValue == armed.time { kill(getpid(), SIGKILL) }
    }

    /// `step` or `step:n`. Nil where no step has that name.
    static func order(_ text: String?) -> (point: CrashPoint, time: Int)? {
        guard let words = text?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false),
            let point = words.first.flatMap({ CrashPoint(rawValue: String($0)) })
        else { return nil }
        guard words.count == 2 else { return (point, 1) }
        return Int(words[1]).flatMap { $0 > 0 ? (point, $0) : nil }
    }
}
