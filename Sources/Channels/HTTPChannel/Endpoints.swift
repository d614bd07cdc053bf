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
    /// Follows a turn.
    case turnEvents
    /// Makes a ticket by which a turn can be followed without a header.
    case turnTicket
    /// Cancels a turn.
    case turn
    /// Is about the caller's account.
    case account(AccountEndpoint)
    /// Makes a new page token.
    case pageToken
    /// A file of the page's, the widget's or the documentation's.
    case asset(PageAsset)
    /// The way to the page for who left out the slash.
    case pageRedirect
    /// The description of the interface.
    case openAPI
    /// A browser asks whether a page from elsewhere may send a request.
    case preflight

    /// Whether it is answered by what the program holds, without asking anybody who asks.
    var isPublic: Bool {
        switch self {
        case .asset, .pageRedirect, .pageToken, .openAPI, .preflight: true
        case .initial, .chat, .messages, .turnEvents, .turnTicket, .turn, .account: false
        }
    }
}

/// Where each endpoint of one instance is found.
struct Endpoints: Sendable {
    private let table: [HTTPRoute: Endpoint]
    private let patterns: [HTTPRoute]
    let routes: [HTTPRoute]

    init(_ settings: HTTPChannel.Settings) {
        let path = settings.path
        let base = settings.base
        var pairs: [(HTTPRoute, Endpoint)] = [
            (HTTPRoute(.get, base + "/initial"), .initial),
            (HTTPRoute(.post, base + "/initial"), .initial),
            (HTTPRoute(.post, path), .chat),
            (HTTPRoute(.get, base + "/messages"), .messages),
            (HTTPRoute(.get, base + "/turns/{id}/events"), .turnEvents),
            (HTTPRoute(.post, base + "/turns/{id}/ticket"), .turnTicket),
            (HTTPRoute(.delete, base + "/turns/{id}"), .turn),
            (HTTPRoute(.get, base + "/openapi.json"), .openAPI),
        ]
        if settings.accounts {
            pairs += AccountEndpoint.allCases.map { endpoint in
                (HTTPRoute(endpoint.route.method, base + endpoint.route.path), .account(endpoint))
            }
        }
        let assets = PageAsset.all(for: settings)
        pairs += assets.map { (HTTPRoute(.get, base + "/" + $0.name), .asset($0)) }
        if settings.page, !base.isEmpty { pairs.append((HTTPRoute(.get, base), .pageRedirect)) }
        if settings.hasPageTokens { pairs.append((HTTPRoute(.post, base + "/page-token"), .pageToken)) }
        if !settings.corsOrigins.isEmpty {
            // What a page from elsewhere may use: the interface, not this server's own pages.
            let paths = Set(pairs.filter { !$0.1.isPublic }.map(\.0.path))
            pairs += paths.sorted().map { (HTTPRoute(.options, $0), .preflight) }
        }
        routes = pairs.map(\.0)
        patterns = routes.filter(\.isPattern)
        table = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    func endpoint(of delivery: HTTPDelivery) -> Endpoint? {
        if let endpoint = table[HTTPRoute(delivery.request.method, String(delivery.path))] { return endpoint }
        return pattern(of: delivery).flatMap { table[$0] }
    }

    /// What stands for a segment in braces.
    func value(_ name: String, in delivery: HTTPDelivery) -> String? {
        pattern(of: delivery)?.values(in: delivery.path)?[name]
    }

    /// The methods that a path takes.
    func methods(at path: Substring) -> [HTTPRequest.Method] {
        routes.filter { $0.path == path || $0.isPattern && $0.values(in: path) != nil }.map(\.method)
    }

    private func pattern(of delivery: HTTPDelivery) -> HTTPRoute? {
        patterns.first { $0.method == delivery.request.method && $0.values(in: delivery.path) != nil }
    }
}
