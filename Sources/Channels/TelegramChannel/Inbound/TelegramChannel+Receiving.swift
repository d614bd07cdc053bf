public import ChannelKit
import HTTPTypes
import LenientJSON
import Logging

extension TelegramChannel {
    static let secretHeader = HTTPField.Name("X-Telegram-Bot-Api-Secret-Token")

    /// Compares the secret that a webhook brings, before anything of it is parsed. What was fetched needs none.
    /// Throws `invalid_secret_token`.
    public func verify(_ delivery: HTTPDelivery) async throws(ChannelError) -> Verification {
        guard settings.mode == .webhook else { return .genuine }
        guard let header = Self.secretHeader, let secret = settings.secretToken else { throw .invalidSecretToken }
        let values = delivery.request.headerFields[values: header]
        guard values.count == 1, secret.matches(values[0]) else { throw .invalidSecretToken }
        return .genuine
    }

    /// Throws only where Telegram has to be asked what the bot is called, and does not answer: the same update may be
    /// brought again.
    public func receive(_ delivery: HTTPDelivery, from principal: Principal) async throws(ChannelError)
        -> [InboundEvent]
    {
        guard let update = JSONReader.read(delivery.body), update.isObject else {
            // It would be the same the next time.
            logger(for: delivery).warning("a delivery that is no update of Telegram's was acknowledged and left")
            return []
        }
        let username = UpdateReader.mayNameTheBot(update) ? try await identity.username() : nil
        let reader = UpdateReader(
            settings: settings, me: BotName(id: identity.id, username: username), logger: logger(for: delivery))
        return reader.event(of: update).map { [.message($0)] } ?? []
    }

    /// 200 once the update is recorded or never can be; anything else makes Telegram bring it again "for a reasonable
    /// amount of attempts" (Telegram, "Bot API: setWebhook").
    public func respond(
        to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>
    ) async -> HTTPAnswer {
        switch outcome {
        case .failure(let error): return refusal(of: delivery, error)
        case .success(let admissions):
            for case .refused(let error) in admissions {
                guard error.retry == .never else { return refusal(of: delivery, error) }
                logger(for: delivery).warning("an update was refused for good", metadata: ["code": "\(error.code)"])
            }
            return .text("")
        }
    }

    /// 401 for a forgery, 413 for too long a body; whatever else is wrong is ours and may pass: 503.
    private func refusal(of delivery: HTTPDelivery, _ error: ChannelError) -> HTTPAnswer {
        var error = error
        if ![.unauthenticated, .tooLarge].contains(error.kind) {
            error.kind = .unavailable
            error.retry = .after(error.retryAfter ?? .seconds(5))
        }
        return .failure(error, requestID: delivery.requestID)
    }

    private func logger(for delivery: HTTPDelivery) -> Logger {
        var logger = logger
        logger[metadataKey: "request_id"] = "\(delivery.requestID)"
        return logger
    }
}

extension ChannelError {
    /// Nothing of the delivery was parsed or recorded.
    static let invalidSecretToken = ChannelError(
        "invalid_secret_token", kind: .unauthenticated,
        message: "X-Telegram-Bot-Api-Secret-Token is missing or wrong. Compare secret_token with setWebhook's.")
}
