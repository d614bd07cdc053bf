/// A channel that fetches its deliveries in a loop of its own: a terminal, polling, a socket.
public protocol Running: Channel {
    /// Whether each replica of the bot runs the loop, or one at a time.
    var replication: Replication { get }

    /// Hands everything that comes in to `deliver`, until there is no more.
    ///
    /// Returning means that the channel has come to its end (as standard input does); replies may still be asked of
    /// it. The task is cancelled when the bot stops: return soon, having started nothing that was not delivered.
    func run(deliver: Deliver<Delivery>) async throws(ChannelError)
}

extension Running {
    public var replication: Replication { .everyReplica }
}

/// How many replicas run a channel's loop at the same time.
public enum Replication: Sendable, Hashable {
    case everyReplica
    /// Under a lease: when its replica dies, another takes the loop over.
    case oneAtATime
}
