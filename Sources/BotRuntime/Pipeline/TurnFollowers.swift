import ChannelKit

/// Those who wait for more of a turn, each at its own place in it.
struct TurnFollowers {
    /// What a follower waits for.
    enum Place {
        case end
        case offset(Int)
        case position(TurnPosition)

        /// What a follower at this place can be given now.
        func update(from text: inout LiveText) -> Update? {
            switch self {
            case .end: text.result.map { .update(.finished($0)) }
            case .offset(let offset): text.update(after: offset).map { .update($0) }
            case .position(let position): text.step(after: position).map { .step($0) }
            }
        }
    }

    enum Update {
        case update(TurnUpdate)
        case step(TurnStep)
    }

    /// Woken with nil where the follower is cancelled.
    typealias Waiter = CheckedContinuation<Update?, Never>

    /// Those that have got something, to be woken when the turn's lock is open again.
    struct Ready {
        fileprivate var updates: [(Waiter, Update)] = []

        func resume() {
            for (waiter, update) in updates { waiter.resume(returning: update) }
        }
    }

    private var waiting: [Int: (place: Place, waiter: Waiter)] = [:]
    private var lastID = 0

    var isEmpty: Bool { waiting.isEmpty }

    mutating func newID() -> Int {
        lastID += 1
        return lastID
    }

    mutating func add(_ waiter: Waiter, at place: Place, as id: Int) { waiting[id] = (place, waiter) }

    /// Nil: it is not here, or not any more.
    mutating func remove(_ id: Int) -> Waiter? { waiting.removeValue(forKey: id)?.waiter }

    /// Takes out all that can be given something.
    mutating func take(from text: inout LiveText) -> Ready {
        take { $0.update(from: &text) }
    }

    /// Takes out those who follow the text: where there is nothing new, with an empty piece.
    mutating func takeAwake(from text: inout LiveText) -> Ready {
        take { place in
            guard case .position(let position) = place else { return nil }
            return .step(text.step(after: position) ?? .text("", position))
        }
    }

    private mutating func take(_ update: (Place) -> Update?) -> Ready {
        var ready = Ready()
        for (id, follower) in waiting {
            guard let update = update(follower.place) else { continue }
            waiting[id] = nil
            ready.updates.append((follower.waiter, update))
        }
        return ready
    }
}
