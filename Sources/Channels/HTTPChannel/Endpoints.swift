import ChannelKit
import HTTPTypes

/// What a caller can ask of the channel.
enum Endpoint: Sendable, Hashable {
    /// Opens a conversation.
    case initial
    /// Takes a message.
    case chat
    /// Reads what was said.
    case messages
}

/// Where each endpoint of one instance is found.
struct Endpoints: Sendable {
    private let table: [HTTPRoute: Endpoint]
    let routes: [HTTPRoute]

    /// - Parameter path: begins with `/`; `/` alone mounts the chat at the server's root.
    init(path: String) {
        let base = path == "/" ? "" : path
        let pairs: [(HTTPRoute, Endpoint)] = [
            (HTTPRoute(.get, base + "/initial"), .initial),
            (HTTPRoute(.post, base + "/initial"), .initial),
            (HTTPRoute(.post, path), .chat),
            (HTTPRoute(.get, base + "/messages"), .messages),
        ]
        routes = pairs.map(\.0)
        table = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    func endpoint(of delivery: HTTPDelivery) -> Endpoint? {
        table[HTTPRoute(delivery.request.method, String(delivery.path))]
    }
}
