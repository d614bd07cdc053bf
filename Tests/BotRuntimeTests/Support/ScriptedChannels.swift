import ChannelKit

@testable import BotRuntime

/// A channel whose deliveries are ids of messages of one sender, who listens unless it is said otherwise.
struct LineChannel: Channel {
    struct Settings: ChannelSettings {
        init(from reader: inout SettingsReader) {}
    }

    static let type: ChannelType = "lines"
    var change: @Sendable (inout InboundMessage) -> Void = { _ in }

    init(change: @escaping @Sendable (inout InboundMessage) -> Void = { _ in }) { self.change = change }
    init(settings: Settings, context: ChannelContext) {}

    func receive(_ delivery: String, from principal: Principal) async throws(ChannelError) -> [InboundEvent] {
        var message = InboundMessage(
            id: delivery, sender: .identity(Identity(id: "alice")), address: "alice", content: "hi", caller: .listens)
        change(&message)
        return [.message(message)]
    }

    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
}

extension Reception {
    static func lines(
        _ core: Core, whenFull: WhenFull = .refuse, policy: ChannelPolicy = ChannelPolicy()
    ) -> Reception {
        Reception(
            place: Place(instance: "web", policy: policy, core: core), channelType: LineChannel.type,
            whenFull: whenFull)
    }

    /// Takes a message of that id.
    func receive(
        _ id: String, change: @escaping @Sendable (inout InboundMessage) -> Void = { _ in }
    ) async throws(ChannelError) -> Outcome {
        try await receive(id, by: LineChannel(change: change))
    }
}

/// A channel that sends as a test wants it to.
struct SendingChannel: Channel {
    typealias Settings = LineChannel.Settings

    static let type: ChannelType = "sending"
    let send: OutboxSender.Send

    init(_ send: @escaping OutboxSender.Send) { self.send = send }
    init(settings: Settings, context: ChannelContext) { send = { (_, _) throws(ChannelError) in Receipt() } }

    func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }

    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        try await send(reply, address)
    }
}

/// The same where the reader may take their time.
struct UnhurriedChannel: UnhurriedSending {
    typealias Settings = LineChannel.Settings

    static let type: ChannelType = "unhurried"
    let send: OutboxSender.Send

    init(_ send: @escaping OutboxSender.Send) { self.send = send }
    init(settings: Settings, context: ChannelContext) { send = { (_, _) throws(ChannelError) in Receipt() } }

    func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }

    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        try await send(reply, address)
    }
}

/// The same on a platform that can more.
struct AbleChannel: ReplySplitting, WorkIndicating, DeliveryReporting {
    typealias Settings = LineChannel.Settings

    static let type: ChannelType = "able"
    var send: OutboxSender.Send = { (_, _) throws(ChannelError) in Receipt() }
    var indicate: @Sendable (String, ReplyAddress) async -> Void = { _, _ in }

    init() {}
    init(settings: Settings, context: ChannelContext) {}

    var reconcileAfter: Duration { .seconds(30) }

    func parts(of text: String) -> [String] { text.split(separator: "|").map(String.init) }
    func indicateWork(on messageID: String, at address: ReplyAddress) async { await indicate(messageID, address) }
    func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }

    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        try await send(reply, address)
    }
}
