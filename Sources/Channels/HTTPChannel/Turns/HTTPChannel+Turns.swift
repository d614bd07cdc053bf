import ChannelKit
import Foundation
import HTTPTypes

/// One turn, by its id: followed, cancelled, or a ticket made for it.
extension HTTPChannel {
    /// Long enough to open a connection with it.
    static let ticketLifetime = Duration.seconds(60)

    func turnQuery(
        from delivery: HTTPDelivery, by principal: Principal, _ wish: TurnQuery.Wish
    ) throws(ChannelError) -> TurnQuery {
        guard principal.authority == .user, let user = UserID(principal.subject) else { throw .invalidToken }
        return TurnQuery(
            turn: try turnID(of: delivery), user: user, wish: wish, credential: credential(of: principal))
    }

    /// A text that is no id names no turn.
    private func turnID(of delivery: HTTPDelivery) throws(ChannelError) -> TurnID {
        guard let text = endpoints.value("id", in: delivery), let turn = TurnID(text) else { throw .turnNotFound }
        return turn
    }

    /// How far the reader has come. A browser that connects again says so by `Last-Event-ID`, which is newer than what its
    /// address says.
    func position(in delivery: HTTPDelivery) throws(ChannelError) -> TurnPosition {
        let last = delivery.header("last-event-id").first { !$0.isEmpty }
        let text: String
        if let last { text = last } else { text = try delivery.parameter("after") ?? "" }
        guard !text.isEmpty else { return .start }
        guard let position = TurnPosition(text) else {
            throw .invalidParameter(last == nil ? "after" : "Last-Event-ID", "must be the id of an event of this turn")
        }
        return position
    }

    /// Whoever has a ticket may follow the turn that it names, once, at whatever replica.
    func bearer(of ticket: String, _ delivery: HTTPDelivery) async throws(ChannelError) -> Principal {
        guard let pass = passes.verify(ticket, for: .ticket) else { throw .invalidTicket }
        let names = pass.subject.split(separator: "-")
        guard names.count == 2, let turn = TurnID(names[1]), try turn == turnID(of: delivery),
            try await use(pass)
        else { throw .invalidTicket }
        return Principal(authority: .user, subject: String(names[0]))
    }

    func pass(for ticket: TurnTicket, _ delivery: HTTPDelivery) -> HTTPAnswer {
        // The token was good a moment ago, but for one that has expired since.
        guard let user = ticket.user else { return broken(.internalFault("a turn has no user"), delivery) }
        let (pass, text) = passes.issue(.ticket, subject: "\(user)-\(ticket.turn)", for: Self.ticketLifetime)
        var object = JSONObjectText()
        object.add("ticket", text)
        object.add("expires_at", Timestamp.seconds(Date(timeIntervalSince1970: Double(pass.expiresAt))))
        return .json(object.finished())
    }
}

extension Endpoint {
    /// Whether it is about one turn.
    var isOfOneTurn: Bool {
        switch self {
        case .turn, .turnEvents, .turnTicket: true
        default: false
        }
    }
}
