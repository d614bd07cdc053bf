public import ChannelKit

/// A channel as the kit is given it: how to make an instance, what its platform's deliveries look like, and a platform
/// that does as it is told.
///
/// This is all that the author of a channel writes; every promise then is a test case of its own:
///
/// ```swift
/// @Test(arguments: ChannelPromise.all(of: MySpecimen()))
/// func promise(_ promise: ChannelPromise) async throws { try await promise.run() }
/// ```
///
/// What a channel cannot (split, report, stream) the specimen leaves at its default: the cases that need it are not there
/// unless the channel declares the capability that they prove. What its platform does not have, it says in ``absences``.
public protocol ChannelSpecimen: Sendable {
    associatedtype Subject: Channel
    associatedtype Platform: ScriptedPlatform

    /// A platform of its own for one case: nothing has come to it yet.
    func makePlatform() async throws -> Platform

    /// The instance's settings as they stand in the YAML below its name, without `type`, joined to this platform.
    func settings(on platform: Platform) -> String

    /// Texts that nobody may see: every secret of the settings.
    var secrets: [String] { get }

    /// One genuine delivery of these messages, as the platform makes it now, with what it takes to be believed. For
    /// several messages nil where the platform sends one at a time (then say so in ``absences``).
    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> Subject.Delivery?

    /// Deliveries of this message that are not the platform's: unsigned, signed with another key, changed after they
    /// were signed. Empty for a medium that is trusted as it is (a pipe).
    func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<Subject.Delivery>]

    /// A genuine delivery of any bytes, however little sense they make. Needed of a channel that takes requests. Nil where a
    /// delivery is no bytes.
    func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> Subject.Delivery?

    /// What the platform delivers of the bot's own messages, and of other bots'. Nothing of it may be answered. Needed unless
    /// the platform delivers none (then say so in ``absences``).
    func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<Subject.Delivery>]

    /// The platform's report on a reply that it took. Needed of a channel that is `DeliveryReporting`.
    func report(
        _ state: DeliveryStatus.State, on reply: SentReply, on stage: Stage<Self>
    ) async throws -> Subject.Delivery?

    /// The answer in what a caller is told, for a channel whose callers collect it. Nil where replies are sent.
    func collectedReply(in answer: HTTPAnswer) -> String?

    /// How its callers get their replies, as its messages say it.
    var caller: Caller { get }

    /// Makes the instance, where the channel's own initialiser would join something of which a process has only one.
    func instance(
        settings: Subject.Settings, context: ChannelContext, on platform: Platform
    ) throws(ChannelError) -> Subject

    /// Settings that must be refused, each with the key that the fault has to name. The kit finds by itself that keys
    /// are missing, unknown or empty.
    func faultySettings(on platform: Platform) -> [Named<String>]

    /// How many UTF-16 units the platform takes at once. Needed of a channel that is `ReplySplitting`.
    var longestText: Int? { get }

    /// What its loop does. Needed of a channel that is `Running`.
    var loop: LoopKind? { get }

    /// Puts messages where the channel's loop finds them, all at once: into the pipe, behind the offset. Needed of a channel
    /// that is `Running`, unless its loop idles.
    func feed(_ messages: [SampleMessage], on platform: Platform) async throws

    /// What the platform does not have, each with the reason. The cases about it are left out, and say so.
    var absences: [Absence: String] { get }

    /// The words of the platform's answers that ``PlatformAnswer`` has and this platform does not.
    var unknownAnswers: Set<PlatformAnswer> { get }
}

extension ChannelSpecimen {
    public func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<Subject.Delivery>] {
        []
    }
    public func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> Subject.Delivery? { nil }
    public func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<Subject.Delivery>] {
        []
    }
    public func report(
        _ state: DeliveryStatus.State, on reply: SentReply, on stage: Stage<Self>
    ) async throws -> Subject.Delivery? { nil }
    public func collectedReply(in answer: HTTPAnswer) -> String? { nil }
    public var caller: Caller { .absent }
    public func instance(
        settings: Subject.Settings, context: ChannelContext, on platform: Platform
    ) throws(ChannelError) -> Subject {
        try Subject(settings: settings, context: context)
    }
    public func faultySettings(on platform: Platform) -> [Named<String>] { [] }
    public var longestText: Int? { nil }
    public var loop: LoopKind? { nil }
    public func feed(_ messages: [SampleMessage], on platform: Platform) async throws {
        throw PromiseBroken("missing: the specimen feeds its loop (feed)")
    }
    public var absences: [Absence: String] { [:] }
    public var unknownAnswers: Set<PlatformAnswer> { [] }
}

extension ChannelSpecimen {
    /// Whether callers collect their answers, and nothing is sent.
    var collects: Bool { caller == .collects }
}
