public import struct Foundation.Date

/// A store that can say how much waits in it, and how busy it is itself: for metrics. Found by conformance.
public protocol QueueObserving: Sendable {
    /// What is not over and what is a dead letter, by instance and state. Costs what there is of these, not what is over.
    func queueCounts() async throws(StoreError) -> [QueueCount]

    /// How busy the store is at this moment. Waits for nothing.
    var load: StoreLoad { get }
}

/// How many rows of one instance are in one state.
public struct QueueCount: Sendable, Hashable {
    public enum Queue: String, Sendable, Hashable, CaseIterable { case inbox, outbox }

    public var queue: Queue
    public var channel: String
    /// In the inbox `queued`, `running` or `failed`; in the outbox `pending`, `sending` or `dead`.
    public var state: String
    public var count: Int
    /// When the oldest of them was accepted, or written.
    public var oldest: Date?

    public init(queue: Queue, channel: String, state: String, count: Int, oldest: Date?) {
        self.queue = queue
        self.channel = channel
        self.state = state
        self.count = count
        self.oldest = oldest
    }
}

/// How busy a store is.
public struct StoreLoad: Sendable, Hashable {
    /// Open connections, and how many of them do nothing. SQLite's one writer counts as one.
    public var connections: Int
    public var idle: Int
    /// Calls that wait for a connection.
    public var waiting: Int

    public init(connections: Int, idle: Int, waiting: Int) {
        self.connections = connections
        self.idle = idle
        self.waiting = waiting
    }
}
