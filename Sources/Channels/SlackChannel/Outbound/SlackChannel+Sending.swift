public import ChannelKit
import Logging
import PlatformClient

extension SlackChannel {
    /// Posts one message.
    ///
    /// `.unknown` wherever it may have been posted without our hearing of it: `chat.postMessage` documents no idempotency
    /// key, and reading back what was posted takes scopes that the channel does not ask for.
    public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        guard case .text(let text) = reply.body else { throw .nothingToSend }
        guard let place = SlackPlace(address.chat) else { throw .noPlace }
        let message = OutgoingMessage(
            place: place, text: written(TextParts.visible(text)), isMarkup: settings.convertsMarkdown)
        let answer: SlackAnswer
        do throws(PlatformFailure) {
            answer = SlackAnswer(try await api.post(message, timeout: settings.sendTimeout))
        } catch {
            throw ChannelError(error, attempt: reply.attempt)
        }
        guard (200..<300).contains(answer.status), answer.isDone == true, let stamp = answer.stamp else {
            throw ChannelError(answer, attempt: reply.attempt)
        }
        return Receipt(platformIDs: ["\(answer.channel ?? place.channel)/\(stamp)"])
    }

    /// A text as Slack has to be given it.
    func written(_ text: String) -> String {
        settings.convertsMarkdown ? Mrkdwn.text(fromMarkdown: text) : Mrkdwn.escaped(text)
    }
}

extension SlackChannel: ReplySplitting {
    /// Slack asks for at most 4,000 characters and cuts off what is beyond 40,000 (Slack, "chat.postMessage":
    /// "Truncating content", 2026); what is a little longer than 4,000 it posts as several messages, at times twice
    /// (github.com/slackapi/bolt-python/issues/764). How it counts it does not say: no count is above UTF-16's. `&`, `<`
    /// and `>` count as they are sent, with up to five.
    static let messageLimit = 4_000

    /// A text with nothing to see in it becomes `…`: Slack refuses an empty message, and the person waits for something.
    /// A block of code that is cut is closed there, and opened again in the next part.
    public func parts(of text: String) -> [String] {
        guard settings.convertsMarkdown, text.contains("```") else { return parts(of: text, most: Self.messageLimit) }
        return CodeFence.balanced(parts(of: text, most: Self.messageLimit - CodeFence.room))
    }

    private func parts(of text: String, most: Int) -> [String] { parts(of: text, most: most, limit: most) }

    private func parts(of text: String, most: Int, limit: Int) -> [String] {
        TextParts(limit: limit).of(text).flatMap { part in
            written(part).utf16.count <= most || limit < 16 ? [part] : parts(of: part, most: most, limit: limit / 2)
        }
    }
}
