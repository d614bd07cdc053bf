public import ChannelKit
import HTTPTypes
import Logging

extension WhatsAppChannel {
    /// Answers the handshake, and checks the signature of anything else over its raw bytes.
    /// Throws `handshake_refused` or `invalid_signature`.
    public func verify(_ delivery: HTTPDelivery) async throws(ChannelError) -> Verification {
        if delivery.request.method == .get {
            return .answered(try Handshake.answer(to: delivery, verifyToken: settings.verifyToken))
        }
        try DeliverySignature.check(delivery, secrets: settings.appSecrets)
        return .genuine
    }

    /// Never throws: a signed delivery that cannot be read would be no better the next time.
    public func receive(_ delivery: HTTPDelivery, from principal: Principal) async throws(ChannelError)
        -> [InboundEvent]
    {
        let reader = WebhookReader(
            settings: settings, hasFallback: settings.sending.windowTemplate != nil,
            mark: mark, logger: logger(for: delivery))
        return reader.events(in: delivery.body)
    }

    /// 200 and an empty body is the acknowledgement, and the platform never delivers again what it was given for. So it
    /// is given where everything is recorded or can never be, and not where another attempt may succeed.
    public func respond(
        to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>
    ) async -> HTTPAnswer {
        switch outcome {
        case .failure(let error): return refusal(of: delivery, error)
        case .success(let admissions):
            for case .refused(let error) in admissions {
                guard error.retry == .never else { return refusal(of: delivery, error) }
                logger(for: delivery).warning(
                    "a part of a delivery was refused for good", metadata: ["code": "\(error.code)"])
            }
            return .text("")
        }
    }

    /// 401 for a forgery, 413 for too long a body, 403 or 400 for a bad handshake; whatever else is wrong is ours and may pass: 503.
    private func refusal(of delivery: HTTPDelivery, _ error: ChannelError) -> HTTPAnswer {
        var error = error
        if delivery.request.method != .get, ![.unauthenticated, .tooLarge].contains(error.kind) {
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
