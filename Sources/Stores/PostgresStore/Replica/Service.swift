/// The channel instances that this process serves, and whether the others know.
struct Service {
    private(set) var channels: [String]
    private var isWritten = true

    init(channels: [String]) { self.channels = channels }

    mutating func change(to channels: [String]) { (self.channels, isWritten) = (channels, false) }

    /// What the others do not know yet. Nil: they know.
    var unwritten: [String]? { isWritten ? nil : channels }

    mutating func written(_ channels: [String]) { if channels == self.channels { isWritten = true } }

    /// Registered anew, perhaps while it changed.
    mutating func registered(with channels: [String]) { isWritten = channels == self.channels }
}
