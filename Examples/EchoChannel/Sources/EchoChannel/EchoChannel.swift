public import ChannelKit
import HTTPTypes
import LenientJSON
import PlatformClient

/// Echo as a channel: `type: echo`.
///
/// A platform that nobody has: it posts what people write, with a key, and takes replies by one call. What
/// `bot new-channel Echo --package` writes, with its places filled in; nothing here is known to ChannelKit.
public struct EchoChannel: WebhookReceiving {
    public static let type: ChannelType = "echo"

    let settings: Settings

    public init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        self.settings = settings
    }

    public var routes: [HTTPRoute] { [HTTPRoute(.post, settings.path)] }

    /// Is it from the platform? Its key says so, compared in constant time. Most platforms sign the raw bytes instead.
    public func verify(_ delivery: HTTPDelivery) async throws(ChannelError) -> Verification {
        guard let key = delivery.onlyValue(of: "X-Echo-Key"), settings.webhookKey.matches(key) else {
            throw ChannelError(
                "forged_delivery", kind: .unauthenticated, message: "This delivery is not from Echo.")
        }
        return .genuine
    }

    /// What has happened, in order.
    public func receive(
        _ delivery: HTTPDelivery, from principal: Principal
    ) async throws(ChannelError) -> [InboundEvent] {
        try EchoUpdate(parsing: delivery.body).events
    }

    /// The platform tries again unless it gets a 2xx, which it gets once everything is durable.
    public func respond(
        to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>
    ) async -> HTTPAnswer {
        switch outcome {
        case .success: .text("ok")
        case .failure(let error): .failure(error, requestID: delivery.requestID)
        }
    }

    /// One reply out. What a status means is `PlatformResponse.refusal`'s to say: this platform documents nothing else.
    public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        guard case .text(let text) = reply.body else {
            throw ChannelError("nothing_to_send", kind: .invalid, message: "A failure is not sent to Echo.")
        }
        let (chat, quoted) = (JSONText.quoted(address.chat.rawValue), JSONText.quoted(text))
        let body = #"{"to":\#(chat),"text":\#(quoted),"key":"\#(reply.id)"}"#
        let response = try await PlatformResponse.toReply(
            .json(
                settings.apiURL + "/send", headers: [("authorization", "Bearer \(settings.apiToken.value)")],
                body: Array(body.utf8)))
        let id = JSONReader.read(response.body)?["id"]?.label(limit: 255)
        return Receipt(platformIDs: id.map { [$0] } ?? [])
    }
}
