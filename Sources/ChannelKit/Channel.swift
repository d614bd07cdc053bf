/// One messaging platform, joined to the bot.
///
/// The runtime alone calls the four verbs, in this order and in one place, for every delivery:
///
/// 1. ``verify(_:)``: is this delivery genuinely from the platform? A handshake is answered on the spot.
/// 2. ``authenticate(_:)``: on whose word is the sender believed?
/// 3. ``receive(_:from:)``: which events does the delivery hold, in order? None, one or many.
/// 4. ``reply(_:to:)``: later, and never in the same call: bring one reply to the platform.
///
/// Between 3 and 4 the events are durably recorded, the model is asked and the turn is stored; a channel sees none of
/// that. What a platform can do beyond the four verbs is a protocol of its own, found by conformance:
/// ``HTTPMounted`` (deliveries come as HTTP requests; ``WebhookReceiving``: from a platform), ``Running`` (deliveries come
/// from a loop of the channel's own), ``ReplyStreaming`` (a reply can be shown while it is still being written),
/// ``ReplySplitting`` (a reply is sent in parts), ``WorkIndicating`` (the platform can show that the bot is at work),
/// ``DeliveryReporting`` (the platform tells what became of a reply), ``UnhurriedSending`` (whoever reads may take their
/// time), ``ResourceClaiming`` (it needs what a process has only once), ``Diagnosable`` (it can find out what is wrong).
public protocol Channel: Sendable {
    /// What the YAML may say about an instance of this channel.
    associatedtype Settings: ChannelSettings
    /// One thing off the wire: a request, a line, an update.
    associatedtype Delivery: Sendable

    /// The word after `type:` in the YAML. Unique among the channels of one program.
    static var type: ChannelType { get }

    /// Makes one instance. Opens nothing and sends nothing: `bot check` makes instances too.
    init(settings: Settings, context: ChannelContext) throws(ChannelError)

    /// Says whether the delivery is genuine, before anything in it is parsed.
    /// Throws an error of kind `unauthenticated` for a forgery.
    func verify(_ delivery: Delivery) async throws(ChannelError) -> Verification

    /// Says on whose word the sender is believed. Throws `unauthenticated` or `invalid` where nobody vouches.
    func authenticate(_ delivery: Delivery) async throws(ChannelError) -> Principal

    /// Translates a delivery into events, in the order in which they happened. Must not send anything.
    /// A part that cannot be read must not lose its siblings.
    func receive(_ delivery: Delivery, from principal: Principal) async throws(ChannelError) -> [InboundEvent]

    /// Brings one reply to the platform and returns the platform's ids for it.
    ///
    /// Called for one chat address at a time, in the order in which turns were finished. The error says which of the
    /// other outcomes it was, by its `retry`: `.after` and `.now` (certainly not sent, try again), `.never`
    /// (certainly not sent, for good), `.fallback` (certainly not sent this way), `.unknown` (may have been sent). A
    /// cancelled send is `.unknown`. Its `scope` says whether the chat or the whole instance has to wait.
    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt
}

extension Channel {
    /// Nothing to verify: the medium itself is trusted (a pipe, a terminal).
    public func verify(_ delivery: Delivery) async throws(ChannelError) -> Verification { .genuine }

    /// The platform, having been verified, vouches for the sender it names.
    public func authenticate(_ delivery: Delivery) async throws(ChannelError) -> Principal { .platform }
}

/// The word that selects a channel in the YAML, such as `whatsapp`.
public struct ChannelType: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let name: String

    public init(_ name: String) { self.name = name }
    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { name }
}
