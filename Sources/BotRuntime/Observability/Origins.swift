import BotStore
import ChannelKit
import Synchronization
import Tracing

/// What brought a message: the request and the trace that its turn, and its reply, belong to.
struct Origin: Sendable {
    var request: String?
    var trace: InstrumentationContext?

    /// That of the work at hand; none within a turn, whose lane's next one was brought by something else.
    static var current: Origin {
        switch LogScope.current {
        case .turn: Origin()
        case .request(let id): Origin(request: id, trace: .current)
        case nil: Origin(trace: .current)
        }
    }
}

/// Origins of turns and replies that wait in the store and are taken up later, by this process: another one, or a later
/// one, does not know them. The oldest are forgotten where there are too many.
final class Origins<ID: Hashable & Sendable>: Sendable {
    private struct State {
        var origins: [ID: Origin] = [:]
        var order: [ID] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 20_000) { self.limit = limit }

    func put(_ origin: Origin, for id: ID) {
        guard origin.request != nil || origin.trace != nil else { return }
        state.withLock { state in
            if state.origins.updateValue(origin, forKey: id) == nil { state.order.append(id) }
            guard state.order.count > limit else { return }
            for old in state.order.prefix(limit / 2) { state.origins[old] = nil }
            state.order.removeFirst(limit / 2)
        }
    }

    func take(_ id: ID) -> Origin? { state.withLock { $0.origins.removeValue(forKey: id) } }
}
