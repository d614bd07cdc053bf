public import ChannelKit
import LenientJSON
import Synchronization

/// A channel in any language: a program of its own that speaks lines of JSON over its standard input and output.
///
/// `docs/process-channel.md` is the protocol, message by message. One call of `run` is one life of the program: when it
/// ends, `run` throws, and the runtime says that the instance has failed and starts it again with growing pauses.
public struct ProcessChannel: Channel {
    /// One `deliver` line of the program.
    public struct Delivery: Sendable {
        let json: JSONValue?

        /// - Parameter line: the line, its end not counted. Whatever it is: `receive` says what is wrong with it.
        public init(line: [UInt8]) { json = JSONReader.read(line) }

        init(_ json: JSONValue) { self.json = json }
    }

    public static let type: ChannelType = "process"

    let settings: Settings
    let context: ChannelContext
    let current = CurrentSession()
    let log: ErrorLog

    public init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        self.settings = settings
        self.context = context
        log = ErrorLog(logger: context.logger, secrets: settings.secrets.values.map(\.value))
    }

    /// Every event of the line that can be read. Throws `invalid` where the line holds none and something unreadable.
    public func receive(_ delivery: Delivery, from principal: Principal) async throws(ChannelError) -> [InboundEvent] {
        guard let json = delivery.json, json["type"]?.text == "deliver" else { throw .unreadableDelivery }
        let events = ProgramEvents(json)
        guard !events.readable.isEmpty || events.unreadable.isEmpty else { throw .unreadableDelivery }
        return events.readable.map(\.event)
    }

    /// Hands the reply to the program and waits for its receipt. Without one in `reply_timeout`, or when the program dies
    /// first, it is unknown whether the reply was sent.
    public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        guard let session = current.session else { throw .programUnavailable }
        return try await session.send(reply, to: address)
    }
}

extension ProcessChannel: DeliveryReporting {
    public var reconcileAfter: Duration { settings.reconcileAfter }
}

extension ProcessChannel: WorkIndicating {
    public func indicateWork(on messageID: String, at address: ReplyAddress) async {
        await current.session?.indicateWork(on: messageID, at: address)
    }
}

/// The life of the program that goes on now, once it has said hello.
final class CurrentSession: Sendable {
    private let state = Mutex<Session?>(nil)

    var session: Session? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
