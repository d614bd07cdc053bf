public import ChannelKit
import LenientJSON
import Logging
import PlatformClient

extension TelegramChannel {
    /// Sends one message.
    ///
    /// `.unknown` wherever it may have gone out without our hearing of it: Telegram knows no idempotency key, and a bot
    /// cannot look at what it has said. A group that has become a supergroup is written to under its new number.
    public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        guard case .text(let text) = reply.body else { throw .nothingToSend }
        guard let place = ChatPlace(address.chat) else { throw .noChat }
        let question = reply.quotesQuestion ? reply.inReplyTo.flatMap(MessageName.init) : nil
        var message = OutgoingMessage(place: place, text: text, quoting: question?.number)
        var answer = try await send(message, attempt: reply.attempt)
        if let chat = answer.error?.migratedTo {
            logger.notice("a group has become a supergroup", metadata: ["chat": "\(place.chat)", "now": "\(chat)"])
            // The old group's topics and messages are not there.
            message.place.chat = chat
            message.place.topic = nil
            message.quoting = nil
            answer = try await send(message, attempt: reply.attempt)
        }
        if let error = answer.error { throw error.channelError(attempt: reply.attempt) }
        guard let number = answer.result["message_id"]?.integer else { throw .acceptedWithoutID }
        return Receipt(platformIDs: [MessageName(chat: message.place.chat, number: number).description])
    }

    private func send(_ message: OutgoingMessage, attempt: Int) async throws(ChannelError) -> BotAnswer {
        do throws(PlatformFailure) {
            return try await api.ask("sendMessage", message.parameters, timeout: settings.sendTimeout)
        } catch {
            throw ChannelError(error, attempt: attempt)
        }
    }
}

extension TelegramChannel: ReplySplitting {
    /// Telegram takes 1 to 4,096 characters (Telegram, "Bot API: sendMessage") and does not say how they are
    /// counted: no count of them is above UTF-16's.
    static let messageLimit = 4_096

    /// A text with nothing to see in it becomes `…`: Telegram refuses an empty message, and the person waits for something.
    public func parts(of text: String) -> [String] { TextParts(limit: Self.messageLimit).of(text) }
}

extension TelegramChannel: WorkIndicating {
    /// Telegram shows it for five seconds or until the next message (Telegram, "Bot API: sendChatAction").
    static let typingInterval = Duration.milliseconds(4_500)

    /// Shows that the bot is typing, again and again, until the caller has had enough. Ends at the first refusal.
    public func indicateWork(on messageID: String, at address: ReplyAddress) async {
        guard settings.showsTyping, let place = ChatPlace(address.chat) else { return }
        var parameters: [JSONValue.Member] = [.init("chat_id", place.chat), .init("action", "typing")]
        if let topic = place.topic { parameters.append(.init("message_thread_id", topic)) }
        do {
            while true {
                _ = try await api.call(
                    "sendChatAction", parameters, for: .courtesies,
                    timeout: min(settings.sendTimeout, .seconds(5)))
                try await Task.sleep(for: Self.typingInterval)
            }
        } catch {
            guard !Task.isCancelled else { return }
            logger.debug("typing was not shown", metadata: ["error": "\(error)"])
        }
    }
}
