import Synchronization

/// Which instances' loops run here, and which are to run next: for the service that runs them, and for a reload that
/// replaces them.
final class LoopRoster: Sendable {
    /// One instance's loop under way.
    private struct Slot {
        /// Said when the loop is to end, because another takes its place or none does.
        var end: FirstWord<Void>
        var next: HostedChannel?
    }

    private struct State {
        var slots: [String: Slot] = [:]
        var isClosed = false
    }

    /// Whether there will be more loops when all have ended: something else brings messages meanwhile.
    private let staysOpen: Bool
    /// Loops to be begun.
    let starts = WorkQueue<HostedChannel>()
    private let state = Mutex(State())

    init(_ channels: [HostedChannel], staysOpen: Bool) {
        self.staysOpen = staysOpen
        for channel in channels { start(channel) }
        closeWhereIdle()
    }

    /// The word that ends the instance's loop that is about to run.
    func end(of instance: String) -> FirstWord<Void>? { state.withLock { $0.slots[instance]?.end } }

    /// A loop has ended: what takes its place.
    func next(after instance: String) -> HostedChannel? {
        let next = state.withLock { state -> HostedChannel? in
            guard let next = state.slots[instance]?.next, !state.isClosed else {
                state.slots[instance] = nil
                return nil
            }
            state.slots[instance] = Slot(end: FirstWord())
            return next
        }
        if next == nil { closeWhereIdle() }
        return next
    }

    /// Begins an instance's loop, once the one has ended that runs under its name.
    func start(_ channel: HostedChannel) {
        guard channel.loop != nil else { return stop(channel.instance) }
        let (isNew, end) = state.withLock { state -> (Bool, FirstWord<Void>?) in
            guard !state.isClosed else { return (false, nil) }
            guard let slot = state.slots[channel.instance] else {
                state.slots[channel.instance] = Slot(end: FirstWord())
                return (true, nil)
            }
            state.slots[channel.instance]?.next = channel
            return (false, slot.end)
        }
        if isNew { starts.put(channel) }
        end?.say(())
    }

    /// Ends an instance's loop.
    func stop(_ instance: String) {
        let end = state.withLock { state in
            state.slots[instance]?.next = nil
            return state.slots[instance]?.end
        }
        end?.say(())
    }

    /// No further loop is begun.
    func close() {
        state.withLock { $0.isClosed = true }
        starts.finish()
    }

    private func closeWhereIdle() {
        if !staysOpen, state.withLock({ $0.slots.isEmpty }) { close() }
    }
}
