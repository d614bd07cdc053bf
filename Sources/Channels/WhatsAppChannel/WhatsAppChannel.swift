public import ChannelKit
import HTTPTypes

/// WhatsApp Business, through Meta's Cloud API.
///
/// This version sets a number up: it reads the settings and answers the handshake that Meta makes when the callback
/// address is saved. It neither receives nor sends messages: every delivery is refused with 503, so that the platform
/// keeps it and delivers it again, which it does for up to seven days.
public struct WhatsAppChannel: WebhookReceiving {
    public static let type: ChannelType = "whatsapp"

    let settings: Settings

    public init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        self.settings = settings
    }

    public var routes: [HTTPRoute] {
        [HTTPRoute(.get, settings.path), HTTPRoute(.post, settings.path)]
    }

    /// Answers the handshake. Throws `forbidden` for one that is not Meta's, and `not_yet_available` for a delivery.
    public func verify(_ delivery: HTTPDelivery) async throws(ChannelError) -> Verification {
        guard delivery.request.method == .get else { throw .cannotReceive }
        return .answered(try Handshake.answer(to: delivery, verifyToken: settings.verifyToken))
    }

    public func receive(_ delivery: HTTPDelivery, from principal: Principal) async throws(ChannelError)
        -> [InboundEvent]
    {
        throw .cannotReceive
    }

    public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        throw .cannotSend
    }

    public func respond(
        to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>
    ) async -> HTTPAnswer {
        switch outcome {
        case .success: .text("")
        case .failure(let error): .failure(error, requestID: delivery.requestID)
        }
    }
}

extension ChannelError {
    /// Nothing of the delivery was looked at or recorded.
    static let cannotReceive = ChannelError(
        "not_yet_available", kind: .unavailable, retry: .after(.seconds(3600)),
        message: "This version does not receive WhatsApp messages. Nothing was recorded: deliver it again later.")

    static let cannotSend = ChannelError(
        "not_yet_available", kind: .unavailable, retry: .never,
        message: "This version does not send WhatsApp messages. Nothing was sent.")
}
