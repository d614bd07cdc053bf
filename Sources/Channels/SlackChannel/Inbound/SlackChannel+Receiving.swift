public import ChannelKit
import HTTPTypes
import Logging

extension SlackChannel {
    /// How long a body may be in which a handshake is looked for, and how long the challenge in it, in bytes. Slack's have
    /// about 150 and 50.
    static let handshakeLimit = 8 << 10
    static let challengeLimit = 1 << 10
    /// 1, 2 or 3 where Slack posts an event again (Slack, "The Events API": "Retries", 2026).
    static let retryHeader = HTTPField.Name("X-Slack-Retry-Num")
    /// With it an answer that is no 2xx is final (Slack, "The Events API": "Turning retries off", 2026).
    static let noRetryHeader = HTTPField.Name("X-Slack-No-Retry")

    /// Checks the signature over the raw bytes, and then answers the handshake by which Slack makes sure that the address
    /// is ours: the challenge as plain text (Slack, "url_verification event", docs.slack.dev/reference/events, 2026).
    /// Throws `invalid_signature` or `request_too_old`.
    public func verify(_ delivery: HTTPDelivery) async throws(ChannelError) -> Verification {
        try RequestSignature.check(delivery, secrets: settings.signingSecrets, now: now())
        guard delivery.body.count <= Self.handshakeLimit, let envelope = SlackEnvelope(delivery.body),
            envelope.type == "url_verification", let challenge = envelope.challenge,
            challenge.utf8.count <= Self.challengeLimit
        else { return .genuine }
        return .answered(.text(challenge))
    }

    /// Never throws: a signed request that cannot be read would be no better the next time.
    public func receive(_ delivery: HTTPDelivery, from principal: Principal) async throws(ChannelError)
        -> [InboundEvent]
    {
        let logger = logger(for: delivery)
        guard let envelope = SlackEnvelope(delivery.body) else {
            logger.warning("a request that is no event of Slack's was acknowledged and left")
            return []
        }
        switch envelope.type {
        case "event_callback":
            return EventReader(settings: settings, logger: logger).message(in: envelope).map { [.message($0)] } ?? []
        case "app_rate_limited":
            // More than 30,000 events in an hour; they are not posted again (Slack, "app_rate_limited event", 2026).
            logger.warning("Slack holds back events: the workspace has too many of those that the app subscribes to")
            return []
        default:
            logger.debug(
                "a request of another type was left", metadata: ["type": "\(SettingsFault.shown(envelope.type ?? ""))"])
            return []
        }
    }

    /// 200 once the message is recorded or never can be; anything else makes Slack post it again.
    public func respond(
        to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>
    ) async -> HTTPAnswer {
        switch outcome {
        case .failure(let error): return refusal(of: delivery, error)
        case .success(let admissions):
            for case .refused(let error) in admissions {
                guard error.retry == .never else { return refusal(of: delivery, error) }
                logger(for: delivery).warning("a message was refused for good", metadata: ["code": "\(error.code)"])
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
        var answer = HTTPAnswer.failure(error, requestID: delivery.requestID)
        if error.kind == .tooLarge, let header = Self.noRetryHeader { answer.headers[header] = "1" }
        return answer
    }

    private func logger(for delivery: HTTPDelivery) -> Logger {
        var logger = logger
        logger[metadataKey: "request_id"] = "\(delivery.requestID)"
        if let header = Self.retryHeader, let number = delivery.request.headerFields[header] {
            logger[metadataKey: "retry"] = "\(SettingsFault.shown(number))"
        }
        return logger
    }
}
