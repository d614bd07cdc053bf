public import ChannelKit

/// Where a case takes place: its platform, and a way to the bot for what a specimen has to ask before it can make a
/// delivery (a token, say).
public struct Stage<Specimen: ChannelSpecimen>: Sendable {
    public let platform: Specimen.Platform
    private let send: @Sendable (HTTPDelivery) async -> HTTPAnswer?

    init(platform: Specimen.Platform, send: @escaping @Sendable (HTTPDelivery) async -> HTTPAnswer?) {
        self.platform = platform
        self.send = send
    }

    /// The bot's answer to a request. Nil where the bot is not running, or the channel takes no requests.
    public func answer(to delivery: HTTPDelivery) async -> HTTPAnswer? { await send(delivery) }
}
