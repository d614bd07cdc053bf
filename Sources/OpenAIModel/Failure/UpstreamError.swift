import BotModel
import LenientJSON

/// What an upstream says went wrong, read leniently: OpenAI's four keys, a code that is a number, `detail`, a bare
/// string, a web page.
struct UpstreamError: Sendable, Equatable {
    var message: String?
    var type: String?
    /// The code, and the one inside `innererror`, where Azure tells which filter it was.
    var codes: [String] = []
    /// Which part of the request it is about.
    var parameter: String?

    init() {}

    init(_ json: JSONValue) {
        let body = json["error"] ?? json
        message = body.text ?? (body["message"] ?? json["detail"] ?? json["message"])?.text
        type = body["type"]?.label
        codes = [body["code"], body["innererror"]?["code"], json["code"]].compactMap { $0?.label }
        parameter = body["param"]?.label
    }

    /// What may be logged of it: words for programs, and no sentence, which may quote what was said.
    func plainWords(_ redactor: Redactor) -> [String] {
        let words = [type.map { "type \($0)" }, codes.first.map { "code \($0)" }, parameter.map { "param \($0)" }]
        return words.compactMap(\.self).filter { word in
            let value = word.drop { $0 != " " }.dropFirst()
            return (1...64).contains(value.utf8.count) && value.utf8.allSatisfy(Self.isPlain)
                && redactor.clean(word) == word
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_.-[]".utf8.contains(byte)
        }
    }

    /// What it means, together with the status of the answer. A failure in the middle of a stream has no status but
    /// the one that some gateways put into `code`.
    func code(status: Int?) -> ModelError.Code {
        if isContextTooLong { return .contextTooLong }
        if has(Self.quota) { return .quota }
        if has(Self.filtered) { return .filtered }
        guard let status = status ?? codes.lazy.compactMap({ Int($0) }).first(where: (400..<600).contains) else {
            return meaningWithoutStatus
        }
        return switch status {
        case 401, 403: .badKey
        case 402: .quota
        case 404: .notFound
        case 408, 409: .failed
        case 429: .rateLimited
        case 503, 529: .overloaded
        case 500...: .failed
        default: .rejected
        }
    }

    /// Whether a status is one after which the same question may be asked again.
    static func isPassing(status: Int) -> Bool {
        status == 408 || status == 409 || status == 429 || status >= 500
    }

    private var meaningWithoutStatus: ModelError.Code {
        if has(Self.rateLimited) { return .rateLimited }
        if has(Self.overloaded) { return .overloaded }
        return has(["invalid_request_error"]) ? .rejected : .failed
    }

    private var isContextTooLong: Bool {
        if has(Self.contextTooLong) { return true }
        // Servers that have no code for it say it in words.
        guard let message = message?.lowercased() else { return false }
        return message.contains("maximum context length") || message.contains("exceeds the available context size")
            || message.contains("context length exceeded")
    }

    private func has(_ words: Set<String>) -> Bool {
        codes.contains(where: words.contains) || type.map(words.contains) == true
    }

    private static let contextTooLong: Set = ["context_length_exceeded", "exceed_context_size_error"]
    private static let filtered: Set = ["content_filter", "ResponsibleAIPolicyViolation", "content_policy_violation"]
    private static let rateLimited: Set = [
        "rate_limit_exceeded", "rate_limit_error", "requests", "tokens", "throttling_error", "too_many_requests",
    ]
    private static let overloaded: Set = [
        "server_is_overloaded", "service_unavailable_error", "overloaded_error", "slow_down",
    ]
    private static let quota: Set = [
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "billing_hard_limit_reached",
    ]
}
