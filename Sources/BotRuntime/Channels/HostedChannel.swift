import ChannelKit
import Logging

/// A channel instance as the runtime handles it, whatever its type: what it can do, found by conformance.
///
/// A class: it is looked up several times a turn, and each copy of all this would count a dozen references.
final class HostedChannel: Sendable {
    typealias Stream = @Sendable (String, ReplyAddress) async -> Void

    let instance: String
    let type: ChannelType
    let policy: ChannelPolicy
    /// Empty where nothing is mounted.
    let routes: [HTTPRoute]
    let answer: (@Sendable (HTTPDelivery) async -> HTTPAnswer)?
    /// What it needs for itself alone.
    let claims: [String]
    /// The loop, for a channel that has one. Returns when the channel has come to its end.
    let loop: (@Sendable () async throws -> Void)?
    /// Whether one process at a time runs the loop.
    let runsAlone: Bool
    let send: OutboxSender.Send
    let sendsUnhurried: Bool
    /// Shows pieces of a reply, for a channel that wants them.
    let stream: Stream?
    /// Shows that the bot is at work on a message, where the platform can.
    let indicate: WorkIndicator.Indicate?
    /// Splits a reply, for a channel whose platform limits its length.
    let parts: (@Sendable (String) -> [String])?
    /// How long to wait for a report on a send of unknown outcome. Nil: the platform makes none.
    let reconcileAfter: Duration?

    /// - Parameter sending: what to put around the channel's own `reply`.
    convenience init(
        _ channel: some Channel, instance: String, policy: ChannelPolicy = ChannelPolicy(), core: Core,
        sending: (@escaping OutboxSender.Send) -> OutboxSender.Send = { $0 }
    ) {
        self.init(opening: channel, Reception.Place(instance: instance, policy: policy, core: core), sending)
    }

    private init<C: Channel>(
        opening channel: C, _ place: Reception.Place, _ sending: (@escaping OutboxSender.Send) -> OutboxSender.Send
    ) {
        instance = place.instance
        type = C.type
        policy = place.policy
        routes = (channel as? any HTTPMounted).map { $0.routes + $0.sharedRoutes } ?? []
        answer = Self.answer(channel as? any HTTPMounted, at: place)
        loop = Self.loop(channel as? any Running, at: place)
        claims = (channel as? any ResourceClaiming)?.claims ?? []
        runsAlone = (channel as? any Running)?.replication == .oneAtATime
        send = sending { reply, address throws(ChannelError) in try await channel.reply(reply, to: address) }
        sendsUnhurried = channel is any UnhurriedSending
        stream = Self.stream(channel as? any ReplyStreaming)
        indicate = Self.indicate(channel as? any WorkIndicating)
        parts = Self.parts(channel as? any ReplySplitting)
        reconcileAfter = (channel as? any DeliveryReporting)?.reconcileAfter
    }

    private static func answer(
        _ channel: (any HTTPMounted)?, at place: Reception.Place
    ) -> (@Sendable (HTTPDelivery) async -> HTTPAnswer)? {
        if let channel { mount(channel, at: place) } else { nil }
    }

    private static func loop(
        _ channel: (any Running)?, at place: Reception.Place
    ) -> (@Sendable () async throws -> Void)? {
        if let channel { run(channel, at: place) } else { nil }
    }

    private static func stream(_ channel: (any ReplyStreaming)?) -> Stream? {
        guard let channel, channel.streamsReplies else { return nil }
        return { piece, address in await channel.stream(piece, to: address) }
    }

    private static func indicate(_ channel: (any WorkIndicating)?) -> WorkIndicator.Indicate? {
        guard let channel else { return nil }
        return { message, address in await channel.indicateWork(on: message, at: address) }
    }

    private static func parts(_ channel: (any ReplySplitting)?) -> (@Sendable (String) -> [String])? {
        guard let channel else { return nil }
        return { text in channel.parts(of: text) }
    }

    /// A webhook or an API: what cannot be taken now is refused, and whoever brought it comes again.
    private static func mount<C: HTTPMounted>(
        _ channel: C, at place: Reception.Place
    ) -> @Sendable (HTTPDelivery) async -> HTTPAnswer {
        let reception = Reception(place: place, channelType: C.type, whenFull: .refuse)
        return { delivery in
            switch await receive(delivery, by: channel, reception) {
            case .answered(let answer): return answer
            case .outcome(let outcome):
                let answer = await channel.respond(to: delivery, with: outcome)
                if case .success = outcome { CrashPoint.reach(.acknowledged) }
                return answer
            }
        }
    }

    /// What has to be said to a delivery, or what it is to be said from.
    private indirect enum Received: Sendable {
        case answered(HTTPAnswer)
        case outcome(Result<[Admission], ChannelError>)
    }

    /// In a task of its own: what a task has once needed for its frames it keeps until it ends, and the caller's task is
    /// about to wait for the model.
    private static func receive<C: HTTPMounted>(
        _ delivery: HTTPDelivery, by channel: C, _ reception: Reception
    ) async -> Received {
        async let received: Received = {
            do throws(ChannelError) {
                switch try await reception.receive(delivery, by: channel) {
                case .answered(let answer): return .answered(answer)
                case .admitted(let admissions): return .outcome(.success(admissions))
                }
            } catch {
                return .outcome(.failure(error))
            }
        }()
        return await received
    }

    /// A loop of the channel's own: while there is no room its next delivery waits, so it stops reading.
    private static func run<C: Running>(
        _ channel: C, at place: Reception.Place
    ) -> @Sendable () async throws -> Void {
        let reception = Reception(place: place, channelType: C.type, whenFull: .wait)
        let deliver = Deliver<C.Delivery> { delivery throws(ChannelError) in
            switch try await reception.receive(delivery, by: channel) {
            case .answered: []
            case .admitted(let admissions): admissions
            }
        }
        return { try await channel.run(deliver: deliver) }
    }
}
