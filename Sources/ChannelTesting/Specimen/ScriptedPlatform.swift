/// The platform's side of a channel, played by a test: it takes what the channel sends, or does what the script says.
///
/// ``HTTPPlatform`` is one for channels that send by HTTP. One that stays silent for channels whose callers collect their
/// answers is ``NoPlatform``.
public protocol ScriptedPlatform: Sendable {
    /// What the next sends come to, one after the other; those after them are taken.
    func script(_ answers: [PlatformAnswer])
    /// What the platform has taken and shown to its users, in order: also what it did not say that it took.
    var taken: [SentReply] { get }
    /// What a person sees of the reply that is being written to them: its pieces so far, "" before the first. Nil where the
    /// platform shows none. Needed of a channel that is `ReplyStreaming` and wants pieces.
    func draft(in chat: Int) -> String?
    /// Ends what the platform runs.
    func stop() async
}

extension ScriptedPlatform {
    public func draft(in chat: Int) -> String? { nil }
}

/// What a platform does with one reply. The specimen's platform says each in its own words.
public enum PlatformAnswer: Sendable, Hashable, CaseIterable {
    /// Takes it and says so.
    case takes
    /// Does not take it for now: too much, too fast; it names two seconds to wait where it names any.
    case busy
    /// Will never take this one: the chat is gone, the user has blocked the bot.
    case refuses
    /// Lets the bot in no more: its credentials are not valid.
    case locksOut
    /// Takes it, and the connection breaks before it has said so.
    case takesSilently
    /// The connection breaks, and it has not taken it.
    case vanishes
}

/// A reply that a platform has taken.
public struct SentReply: Sendable, Hashable {
    /// The person of ``SampleMessage/chat``.
    public var chat: Int
    public var text: String
    /// The platform's id for it, as the channel's receipt has it.
    public var platformID: String
    /// Our own id of the reply, where the channel sends it along.
    public var reply: String?

    public init(chat: Int, text: String, platformID: String = "", reply: String? = nil) {
        self.chat = chat
        self.text = text
        self.platformID = platformID
        self.reply = reply
    }
}

/// For a channel that sends nothing: whoever asks collects the answer.
public struct NoPlatform: ScriptedPlatform {
    public init() {}
    public func script(_ answers: [PlatformAnswer]) {}
    public var taken: [SentReply] { [] }
    public func stop() async {}
}
