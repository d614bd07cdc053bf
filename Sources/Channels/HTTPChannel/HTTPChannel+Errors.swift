import ChannelKit

/// What the REST channel itself has to say against a request. No message quotes anything that the caller sent.
extension ChannelError {
    static let missingAPIKey = ChannelError("missing_api_key", kind: .invalid, message: "Missing API key")
    static let invalidAPIKey = ChannelError("invalid_api_key", kind: .unauthenticated, message: "Invalid API key")
    static let missingToken = ChannelError("missing_token", kind: .invalid, message: "Missing token")
    static let invalidToken = ChannelError("invalid_token", kind: .unauthenticated, message: "Invalid token")
    static let expiredToken = ChannelError("expired_token", kind: .unauthenticated, message: "Expired token")
    static let invalidPageToken = ChannelError(
        "invalid_page_token", kind: .unauthenticated, message: "Invalid or expired page token")
    static let invalidTicket = ChannelError(
        "invalid_ticket", kind: .unauthenticated, message: "Invalid, expired or used ticket")
    static let wrongOrigin = ChannelError(
        "wrong_origin", kind: .forbidden, message: "This is for pages of this server only")
    static let turnNotFound = ChannelError("turn_not_found", kind: .notFound, message: "Turn not found")
    static let emptyContent = ChannelError("empty_content", kind: .invalid, message: "Empty content")
    static let unknownPath = ChannelError("not_found", kind: .notFound, message: "Not found")
    static let unsupportedMediaType = ChannelError(
        "unsupported_media_type", kind: .unsupportedMediaType,
        message: "Unsupported media type: send application/json in UTF-8")

    static func notAllowed(_ problem: String) -> ChannelError {
        ChannelError("not_allowed", kind: .forbidden, message: "Not allowed: \(problem)")
    }

    static func tooManyPages(wait: Duration) -> ChannelError {
        ChannelError(
            "rate_limited", kind: .rateLimited, retry: .after(wait),
            message: "Too many conversations from this address. Try again later.")
    }

    static func malformedJSON(_ problem: String? = nil) -> ChannelError {
        ChannelError("malformed_json", kind: .invalid, message: "Malformed JSON" + (problem.map { ": \($0)" } ?? ""))
    }

    static func contentTooLarge(limit: Int) -> ChannelError {
        ChannelError(
            "content_too_large", kind: .tooLarge, message: "Content too large: at most \(limit) bytes of UTF-8")
    }

    /// - Parameter field: a name that the interface knows.
    static func invalidField(_ field: String, _ problem: String) -> ChannelError {
        ChannelError("invalid_field", kind: .invalid, message: "Invalid field: \(field) \(problem)")
    }

    /// - Parameter parameter: a name that the interface knows.
    static func invalidParameter(_ parameter: String, _ problem: String) -> ChannelError {
        ChannelError("invalid_parameter", kind: .invalid, message: "Invalid parameter: \(parameter) \(problem)")
    }

    static func invalidIdempotencyKey(_ problem: String) -> ChannelError {
        ChannelError("invalid_idempotency_key", kind: .invalid, message: "Invalid idempotency key: \(problem)")
    }
}
