public import ChannelKit
import Foundation

/// Standard input and output as a channel: a line comes in, a line goes out.
///
/// A line that names no user belongs to whoever runs the process. Lines of one user are one chat address, so their
/// replies come in the order of the lines. Everything is written by one writer, whole lines only.
///
/// The descriptors are borrowed: they stay open when the channel ends. The program must ignore `SIGPIPE`, so that an
/// output that nobody reads any more is an error of the write instead of the end of the process.
public final class StdioChannel: Channel {
    public static let type: ChannelType = "stdio"

    /// Where lines come from and go to.
    public struct Descriptors: Sendable, Hashable {
        public var input: Int32
        public var output: Int32

        public init(input: Int32, output: Int32) {
            self.input = input
            self.output = output
        }

        /// Standard input and standard output.
        public static let standard = Descriptors(input: 0, output: 1)
    }

    let settings: Settings
    let context: ChannelContext
    let descriptors: Descriptors
    let output: LineWriter
    /// Tells this process's lines from those of an earlier one, whose line numbers would mislead.
    let run = String(UInt64.random(in: .min ... .max), radix: 36)

    /// Joins the process's own standard input and output.
    public convenience init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        self.init(settings: settings, context: context, descriptors: .standard)
    }

    /// Joins any two descriptors. They must stay open until the channel has ended and its last reply was written.
    public init(settings: Settings, context: ChannelContext, descriptors: Descriptors) {
        self.settings = settings
        self.context = context
        self.descriptors = descriptors
        output = LineWriter(
            to: Descriptor(descriptors.output),
            transcript: TextTranscript(prompt: settings.format == .text ? settings.prompt : nil))
    }

    public func authenticate(_ line: Line) async throws(ChannelError) -> Principal {
        Principal(authority: .operatingSystem, subject: LoginName.current)
    }

    /// One message from each line. Throws `invalid` or `tooLarge` for a line that cannot be one.
    public func receive(_ line: Line, from principal: Principal) async throws(ChannelError) -> [InboundEvent] {
        let text =
            switch line.content {
            case .text(let text): text
            case .unreadable(let error): throw error
            }
        let request =
            switch settings.format {
            case .jsonl: try JSONLineParser.request(in: text)
            case .text: try LineRequest(text: text)
            }
        let user = request.user ?? settings.user ?? principal.subject
        let message = InboundMessage(
            id: request.id ?? UUID().uuidString.lowercased(),
            sender: .identity(Identity(id: user)),
            profile: Profile(name: request.name),
            address: ChatAddress(user),
            conversation: request.conversation.map { .named($0) } ?? .current,
            content: request.text,
            caller: .listens,
            replyContext: LineReference(run: run, line: line.number, id: request.id).encoded)
        return [.message(message)]
    }
}
