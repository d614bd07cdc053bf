import AsyncHTTPClient
import BotModel
import NIOCore
import Synchronization

/// HTTP clients with at most a few hundred calls each.
///
/// A client keeps its connections to a host in one list behind one lock, and goes through all of it for every call: with
/// thousands of calls in flight that is what they wait for. So a further client is made when those there are full, and
/// the first that is not is taken, which keeps connections in use again when there are few calls.
final class ClientPool: Sendable {
    static let callsPerClient = 512

    private struct Slot {
        let client: HTTPClient
        var calls = 0
    }

    private let configuration: HTTPClient.Configuration
    private let capacity: Int
    private let state = Mutex(State())

    private struct State {
        var slots: [Slot] = []
        var isShut = false
    }

    init(_ configuration: OpenAIModel.Configuration) {
        let perClient = max(1, min(configuration.maxConnections, Self.callsPerClient))
        capacity = (max(1, configuration.maxConnections) + perClient - 1) / perClient
        var client = HTTPClient.Configuration(
            // A redirect would carry the key to whoever is at its end.
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(configuration.connectTimeout)),
            connectionPool: .init(
                idleTimeout: .seconds(30), concurrentHTTP1ConnectionsPerHostSoftLimit: perClient))
        // One connection a call: dropping it is what tells the upstream to stop.
        client.httpVersion = .http1Only
        self.configuration = client
    }

    /// A client for one call, until the call is over.
    struct Lease: Sendable {
        let client: HTTPClient
        fileprivate let index: Int
        fileprivate let pool: ClientPool

        func end() { pool.state.withLock { $0.slots[index].calls -= 1 } }
    }

    func lease() throws(Fault) -> Lease {
        let lease: Lease? = state.withLock { state in
            guard !state.isShut else { return nil }
            let index = state.slots.firstIndex { $0.calls < Self.callsPerClient } ?? room(in: &state.slots)
            state.slots[index].calls += 1
            return Lease(client: state.slots[index].client, index: index, pool: self)
        }
        guard let lease else { throw Fault(.unreachable, detail: "the model has been shut down") }
        return lease
    }

    /// A new client, or the least busy where there are as many as there may be.
    private func room(in slots: inout [Slot]) -> Int {
        if slots.count < capacity {
            slots.append(Slot(client: HTTPClient(configuration: configuration)))
            return slots.count - 1
        }
        return slots.indices.min { slots[$0].calls < slots[$1].calls } ?? 0
    }

    /// Ends every call, and waits until the connections are closed. No further call is made.
    func shutdown() async {
        // Slots stay, for calls that still run count themselves out.
        let clients = state.withLock { state in
            state.isShut = true
            return state.slots.map(\.client)
        }
        for client in clients {
            // It fails only when it was shut down before.
            try? await client.shutdown()
        }
    }
}
