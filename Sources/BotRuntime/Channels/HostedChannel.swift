import ChannelKit
import Logging

/// A channel instance as the runtime handles it, whatever its type: what it can do, found by conformance.
struct HostedChannel: Sendable {
    let instance: String
    let type: ChannelType
    /// Empty where nothing is mounted.
    let routes: [HTTPRoute]
    let answer: (@Sendable (HTTPDelivery) async -> HTTPAnswer)?
    /// The loop, for a channel that has one. Returns when the channel has come to its end.
    let loop: (@Sendable () async throws -> Void)?
    let send: OutboxSender.Send
    let sendsUnhurried: Bool
    /// Shows pieces of a reply, for a channel that wants them.
    let stream: (@Sendable (String, ReplyAddress) async -> Void)?

    init(_ channel: some Channel, instance: String, core: Core) {
        self = Self.opened(channel, instance: instance, core: core)
    }

    private init(
        instance: String, type: ChannelType, routes: [HTTPRoute],
        answer: (@Sendable (HTTPDelivery) async -> HTTPAnswer)?, loop: (@Sendable () async throws -> Void)?,
        send: @escaping OutboxSender.Send, sendsUnhurried: Bool,
        stream: (@Sendable (String, ReplyAddress) async -> Void)?
    ) {
        self.instance = instance
        self.type = type
        self.routes = routes
        self.answer = answer
        self.loop = loop
        self.send = send
        self.sendsUnhurried = sendsUnhurried
        self.stream = stream
    }

    private static func opened<C: Channel>(_ channel: C, instance: String, core: Core) -> HostedChannel {
        HostedChannel(
            instance: instance, type: C.type, routes: (channel as? any HTTPMounted)?.routes ?? [],
            answer: answer(channel as? any HTTPMounted, instance: instance, core: core),
            loop: loop(channel as? any Running, instance: instance, core: core),
            send: { reply, address throws(ChannelError) in try await channel.reply(reply, to: address) },
            sendsUnhurried: channel is any UnhurriedSending, stream: stream(channel as? any ReplyStreaming))
    }

    private static func answer(
        _ channel: (any HTTPMounted)?, instance: String, core: Core
    ) -> (@Sendable (HTTPDelivery) async -> HTTPAnswer)? {
        if let channel { mount(channel, instance: instance, core: core) } else { nil }
    }

    private static func loop(
        _ channel: (any Running)?, instance: String, core: Core
    ) -> (@Sendable () async throws -> Void)? {
        if let channel { run(channel, instance: instance, core: core) } else { nil }
    }

    private static func stream(_ channel: (any ReplyStreaming)?) -> (@Sendable (String, ReplyAddress) async -> Void)? {
        guard let channel, channel.streamsReplies else { return nil }
        return { piece, address in await channel.stream(piece, to: address) }
    }

    /// A webhook or an API: what cannot be taken now is refused, and whoever brought it comes again.
    private static func mount<C: HTTPMounted>(
        _ channel: C, instance: String, core: Core
    ) -> @Sendable (HTTPDelivery) async -> HTTPAnswer {
        let reception = Reception(instance: instance, channelType: C.type, core: core, whenFull: .refuse)
        return { delivery in
            switch await receive(delivery, by: channel, reception) {
            case .answered(let answer): answer
            case .outcome(let outcome): await channel.respond(to: delivery, with: outcome)
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
        _ channel: C, instance: String, core: Core
    ) -> @Sendable () async throws -> Void {
        let reception = Reception(instance: instance, channelType: C.type, core: core, whenFull: .wait)
        let deliver = Deliver<C.Delivery> { delivery throws(ChannelError) in
            switch try await reception.receive(delivery, by: channel) {
            case .answered: []
            case .admitted(let admissions): admissions
            }
        }
        return { try await channel.run(deliver: deliver) }
    }
}
