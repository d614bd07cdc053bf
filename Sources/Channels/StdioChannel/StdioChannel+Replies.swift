public import ChannelKit
import Logging

extension StdioChannel: ReplyStreaming {
    /// Writes one reply, whole. Returns once the operating system has taken it.
    ///
    /// Throws `output_closed` (to be tried again, which means: at the next start) when nobody reads any
    /// more, `output_failed` when it could not be written now, and `cancelled`.
    public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        switch settings.format {
        case .jsonl:
            let line = JSONLines.reply(reply, to: address, run: run)
            try await output.write { _ in line }
        case .text:
            try await output.write { $0.reply(reply.body, to: address) }
        }
        return Receipt()
    }

    public var streamsReplies: Bool { settings.format == .text && settings.stream }

    public func stream(_ piece: String, to address: ReplyAddress) async {
        guard streamsReplies else { return }
        do {
            try await output.write { $0.piece(piece, to: address) }
        } catch {
            context.logger.debug("a piece of a reply could not be shown", metadata: ["code": "\(error.code)"])
        }
    }
}
