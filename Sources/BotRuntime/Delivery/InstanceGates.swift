import ChannelKit
import Synchronization

import struct Foundation.Date

/// Which instances may send. One that was told to wait, or is not let in any more, sends nothing until its time; then one
/// reply goes ahead, and the others follow when it got through.
final class InstanceGates: Sendable {
    enum Answer: Sendable, Hashable {
        case open
        /// This reply goes ahead: `opened` or `close` must follow.
        case probe
        case closed(until: Date, because: ChannelError)
    }

    private struct Gate {
        var opensAt: Date
        var reason: ChannelError
        var isProbing = false
        var closings: Int
    }

    private let gates = Mutex<[String: Gate]>([:])

    /// Whether a reply of the instance may go now.
    func enter(_ instance: String, at now: Date) -> Answer {
        gates.withLock { gates in
            guard let gate = gates[instance] else { return .open }
            if gate.isProbing || gate.opensAt > now {
                return .closed(until: max(gate.opensAt, now.addingTimeInterval(1)), because: gate.reason)
            }
            gates[instance]?.isProbing = true
            return .probe
        }
    }

    /// How many replies of the instance may be taken at once.
    func room(_ instance: String, at now: Date) -> Int {
        gates.withLock { gates in
            guard let gate = gates[instance] else { return .max }
            return gate.isProbing || gate.opensAt > now ? 0 : 1
        }
    }

    /// Nothing more until a time. `pause` is asked how long, given how often in a row it was closed.
    func close(_ instance: String, because reason: ChannelError, at now: Date, pause: (Int) -> Duration) -> Date {
        gates.withLock { gates in
            // Replies that were under way together are one word, not many.
            if let gate = gates[instance], gate.opensAt > now, !gate.isProbing { return gate.opensAt }
            let closings = (gates[instance]?.closings ?? 0) + 1
            let opensAt = now.addingTimeInterval(pause(closings) / .seconds(1))
            gates[instance] = Gate(opensAt: opensAt, reason: reason, closings: closings)
            return opensAt
        }
    }

    /// A reply got through. True where the instance had been waiting.
    func open(_ instance: String) -> Bool { gates.withLock { $0.removeValue(forKey: instance) != nil } }
}
