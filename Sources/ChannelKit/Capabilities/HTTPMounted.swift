/// A channel whose deliveries are HTTP requests. It opens no port: its routes are mounted on the runtime's one server.
///
/// From request to response it is a function, so all of it can be tested without a socket.
public protocol HTTPMounted: Channel where Delivery == HTTPDelivery {
    /// What the instance answers. Two instances on one route are a fault of the configuration.
    var routes: [HTTPRoute] { get }

    /// What several instances would answer, and the first of them does. No fault of the configuration.
    var sharedRoutes: [HTTPRoute] { get }

    /// The response to a delivery, once its fate is known: one admission for each received event, in order, or the
    /// error that stopped it (thrown by a verb, or the runtime's own: overloaded, store unavailable).
    ///
    /// May wait for a ticket's turn. The runtime adds nothing to the answer but the request's id.
    func respond(to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>) async -> HTTPAnswer
}

extension HTTPMounted {
    public var sharedRoutes: [HTTPRoute] { [] }
}
