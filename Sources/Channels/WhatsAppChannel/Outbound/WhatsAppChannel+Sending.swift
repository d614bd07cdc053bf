public import ChannelKit
import Logging
import PlatformClient

extension WhatsAppChannel {
    /// Sends one message: the text, or the configured template where the text may not be sent any more.
    ///
    /// Returns Meta's id of it, which means that it was accepted, not that it was delivered. Errors are those of
    /// `GraphErrorTable`, and `.unknown` wherever the message may have gone out without our hearing of it: Meta knows no
    /// idempotency key.
    public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        guard case .text(let text) = reply.body else { throw .nothingToSend }
        let message = OutgoingMessage(
            recipient: Recipient(address.chat), content: try content(of: reply, text: text),
            quoting: reply.quotesQuestion ? reply.inReplyTo : nil, callbackData: mark.text(of: reply.id))
        let response: PlatformResponse
        do throws(PlatformFailure) {
            response = try await graph.send(message, timeout: settings.sending.timeout)
        } catch {
            throw ChannelError(error, attempt: reply.attempt)
        }
        return Receipt(platformIDs: try ids(in: response, of: reply, text: text))
    }

    private func content(of reply: Reply, text: String) throws(ChannelError) -> OutgoingMessage.Content {
        guard reply.usesFallback else { return .text(TextParts.visible(text)) }
        guard let template = settings.sending.windowTemplate else { throw .noWindowTemplate }
        return .template(template, text: text)
    }

    private func ids(in response: PlatformResponse, of reply: Reply, text: String) throws(ChannelError) -> [String] {
        switch response.status {
        case 200..<300:
            let ids = response.messageIDs
            guard !ids.isEmpty else { throw .acceptedWithoutID(status: response.status) }
            return ids
        case 300..<400:
            throw .redirected(status: response.status)
        default:
            var error = GraphError(response)
            error.title = graph.harmless(error.title, text: text)
            throw error.channelError(
                isStatus: false, hasFallback: settings.sending.windowTemplate != nil && !reply.usesFallback,
                attempt: reply.attempt)
        }
    }
}

extension WhatsAppChannel: ReplySplitting {
    /// Parts of fewer than 4,096 UTF-16 units each. A text with nothing to see in it becomes `…`: WhatsApp refuses an
    /// empty message, and the person waits for something.
    public func parts(of text: String) -> [String] { TextParts().of(text) }
}

extension WhatsAppChannel: DeliveryReporting {
    public var reconcileAfter: Duration { settings.sending.reconcileAfter }
}

extension WhatsAppChannel: WorkIndicating {
    /// WhatsApp shows the typing indicator until the reply comes, or for 25 seconds (Meta, "Typing indicators", 2025).
    static let typingInterval = Duration.seconds(20)

    /// Marks the message, and all before it, as read and shows the typing indicator, in one call of at most five seconds;
    /// then again and again, until the caller has had enough. Ends at the first refusal.
    ///
    /// Groups get the read mark alone: an indicator for them is not documented.
    public func indicateWork(on messageID: String, at address: ReplyAddress) async {
        await indicateWork(on: messageID, at: address, every: Self.typingInterval)
    }

    func indicateWork(on messageID: String, at address: ReplyAddress, every interval: Duration) async {
        guard settings.sending.marksRead else { return }
        let mark = ReadMark(
            messageID: messageID,
            showsTyping: settings.sending.showsTyping && !Recipient(address.chat).isGroup)
        while await send(mark), mark.showsTyping {
            do { try await Task.sleep(for: interval) } catch { return }
        }
    }

    /// False where it was not taken.
    func send(_ mark: ReadMark) async -> Bool {
        let problem: String
        do throws(PlatformFailure) {
            let response = try await graph.mark(mark, timeout: min(settings.sending.timeout, .seconds(5)))
            guard !(200..<300).contains(response.status) else { return true }
            problem = GraphError(code: GraphError(response).code, status: response.status).summary
        } catch {
            problem = "\(error)"
        }
        // A reply that came before its mark had an answer is no trouble of the mark's.
        if !Task.isCancelled {
            logger.debug("a message was not marked as read", metadata: ["error": "\(problem)"])
        }
        return false
    }
}
