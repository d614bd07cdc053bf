public import ChannelKit
import HTTPTypes

/// The four verbs.
extension HTTPChannel {
    /// Looks at what a body claims to be and at how long it is. Parses nothing.
    public func verify(_ delivery: HTTPDelivery) async throws(ChannelError) -> Verification {
        if let answer = try await publicAnswer(to: delivery) { return .answered(answer) }
        // A body that no method asks for is not looked at, whatever it is.
        guard [.post, .patch].contains(delivery.request.method), !delivery.body.isEmpty else { return .genuine }
        guard MediaType.isJSON(delivery.header("content-type")) else { throw .unsupportedMediaType }
        guard delivery.body.count <= settings.maxBody else { throw .contentTooLarge(limit: settings.maxContent) }
        return .genuine
    }

    /// An API key makes an application, a token makes a user.
    public func authenticate(_ delivery: HTTPDelivery) async throws(ChannelError) -> Principal {
        switch endpoints.endpoint(of: delivery) {
        case .initial:
            if delivery.request.method == .post { _ = try RequestBody(parsing: delivery.body) }
            return try await opener(of: delivery)
        case .chat:
            // Read before the header is looked at: whether the JSON can be read does not depend on who sent it.
            let body = try RequestBody(parsing: delivery.body)
            if let token = try delivery.bearerToken() { return try await user(of: token) }
            return try await user(of: try body.text(.token))
        case .messages:
            return try await user(of: try delivery.bearerToken())
        case .account(let endpoint):
            let principal = try await authenticate(delivery, for: endpoint)
            if principal.isPage { try await countVisit(from: delivery.remoteAddress) }
            return principal
        case .turnTicket, .turn:
            return try await user(of: try delivery.bearerToken())
        case .turnEvents:
            if let token = try delivery.bearerToken() { return try await user(of: token) }
            if let ticket = try delivery.parameter("ticket") { return try await bearer(of: ticket, delivery) }
            throw .missingToken
        case .asset, .pageRedirect, .pageToken, .openAPI, .preflight, nil:
            throw .unknownPath
        }
    }

    public func receive(
        _ delivery: HTTPDelivery, from principal: Principal
    ) async throws(ChannelError) -> [InboundEvent] {
        if endpoints.endpoint(of: delivery) == .initial {
            return [.start(try await start(from: delivery, by: principal))]
        }
        return try events(of: delivery, from: principal)
    }

    /// Never inlined: the frame above waits for the store where a conversation is opened, and has no room for all this.
    @inline(never) private func events(
        of delivery: HTTPDelivery, from principal: Principal
    ) throws(ChannelError) -> [InboundEvent] {
        switch endpoints.endpoint(of: delivery) {
        case .account: []
        case .chat: [.message(try message(from: delivery, by: principal))]
        case .messages: [.history(try historyQuery(from: delivery, by: principal))]
        case .turnEvents: [.turn(try turnQuery(from: delivery, by: principal, .follow(after: position(in: delivery))))]
        case .turnTicket: [.turn(try turnQuery(from: delivery, by: principal, .follow(after: .start)))]
        case .turn: [.turn(try turnQuery(from: delivery, by: principal, .cancel))]
        case .initial, .asset, .pageRedirect, .pageToken, .openAPI, .preflight, nil: throw .unknownPath
        }
    }

    /// Sends nothing. A REST caller cannot be called: it collects the answer itself, from the ticket while it waits,
    /// or later by the same idempotency key or from the history. The stored answer completes the turn.
    public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        Receipt()
    }

    /// Whoever opens a conversation. Anybody may have a page's token: what is done by it is counted.
    private func opener(of delivery: HTTPDelivery) async throws(ChannelError) -> Principal {
        let principal = try application(of: delivery)
        if principal.isPage { try await countVisit(from: delivery.remoteAddress) }
        return principal
    }

    /// Who may open conversations: an application by its key, or a page of ours by the token that it was served with.
    func application(of delivery: HTTPDelivery) throws(ChannelError) -> Principal {
        if let page = try page(of: delivery) { return page }
        let values = delivery.header("x-api-key")
        guard let key = values.first, !key.isEmpty else { throw .missingAPIKey }
        // Every key is compared, so that the time does not say which one it was.
        let matches = settings.apiKeys.map { $0.matches(key) }
        guard values.count == 1, matches.contains(true) else { throw .invalidAPIKey }
        return Principal(authority: .application, subject: KeyLineage.fingerprint(of: Secret(key)))
    }

    func user(of token: String?) async throws(ChannelError) -> Principal {
        guard let token, !token.isEmpty else { throw .missingToken }
        let verified = try await tokens.verify(token)
        return principal(verified.grant, issuedAt: verified.issuedAt)
    }
}
