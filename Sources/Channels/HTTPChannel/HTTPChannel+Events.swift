import ChannelKit
import Foundation
import HTTPTypes

/// Requests, translated into events. Who the user is comes from the principal alone, never from the request.
extension HTTPChannel {
    static let conversationClaim = "conversation"

    func start(
        from delivery: HTTPDelivery, by principal: Principal
    ) async throws(ChannelError) -> ConversationStart {
        guard principal.authority == .application else { throw .invalidAPIKey }
        guard delivery.request.method == .post else {
            return ConversationStart(sender: .guest, clientAddress: delivery.remoteAddress)
        }
        let body = try RequestBody(parsing: delivery.body)
        let externalID = try body.externalID()
        // Anybody may have a page token: it must not make them a user whom an application knows.
        if externalID != nil, principal.isPage { throw .notAllowed("external_id needs the API key") }
        let sender: Sender =
            if let id = externalID {
                .identity(Identity(scope: try await lineage.scope(), id: id))
            } else {
                .guest
            }
        return ConversationStart(
            sender: sender, profile: try body.profile(), content: try body.content(limit: settings.maxContent),
            clientAddress: delivery.remoteAddress)
    }

    func message(from delivery: HTTPDelivery, by principal: Principal) throws(ChannelError) -> InboundMessage {
        let (user, conversation) = try grant(of: principal)
        let body = try RequestBody(parsing: delivery.body)
        guard let content = try body.content(limit: settings.maxContent) else { throw .emptyContent }
        return InboundMessage(
            id: try messageID(of: delivery, body), sender: .user(user), address: ChatAddress(conversation.description),
            conversation: .existing(conversation), content: content, caller: .collects,
            credential: credential(of: principal))
    }

    func historyQuery(from delivery: HTTPDelivery, by principal: Principal) throws(ChannelError) -> HistoryQuery {
        let (user, conversation) = try grant(of: principal)
        let selected: ConversationID? = try id("conversation_id", of: delivery)
        return HistoryQuery(
            user: user, conversation: selected ?? conversation, followsContinuations: selected == nil,
            before: try id("before", of: delivery), limit: try limit(of: delivery),
            credential: credential(of: principal))
    }

    func grant(of principal: Principal) throws(ChannelError) -> (UserID, ConversationID) {
        guard principal.authority == .user, let user = UserID(principal.subject),
            let conversation = principal.claims[Self.conversationClaim].flatMap({ ConversationID($0) })
        else { throw .invalidToken }
        return (user, conversation)
    }

    private func id<ID: RowID>(_ name: String, of delivery: HTTPDelivery) throws(ChannelError) -> ID? {
        guard let text = try delivery.parameter(name) else { return nil }
        guard let id = ID(text) else { throw .invalidParameter(name, "must be an id") }
        return id
    }

    private func limit(of delivery: HTTPDelivery) throws(ChannelError) -> Int {
        guard let text = try delivery.parameter("limit") else { return 50 }
        guard text.utf8.count <= 3, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let limit = Int(text),
            (1...200).contains(limit)
        else { throw .invalidParameter("limit", "must be a whole number from 1 to 200") }
        return limit
    }

    /// The caller's own id of the message, verbatim, or a fresh one: then no two messages are the same.
    private func messageID(of delivery: HTTPDelivery, _ body: RequestBody) throws(ChannelError) -> String {
        let keys = delivery.header("idempotency-key")
        guard keys.count < 2 else { throw .invalidIdempotencyKey("more than one header") }
        let given = [keys.first, try body.text(.id)].compactMap { $0 }
        for key in given {
            guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw .invalidIdempotencyKey("expected 1 to 255 printable ASCII characters")
            }
        }
        guard Set(given).count < 2 else { throw .invalidIdempotencyKey("header and body differ") }
        return given.first ?? UUID().uuidString.lowercased()
    }
}
