public import ChannelKit
import NIOHTTP1

/// What came back from a call, whatever its status.
public struct PlatformResponse: Sendable {
    public var status: Int
    /// In seconds, at most an hour.
    public var retryAfter: Duration?
    public var body: [UInt8]

    public init(status: Int, retryAfter: Duration? = nil, body: [UInt8]) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }

    init(head: HTTPResponseHead, body: [UInt8]) {
        self.init(
            status: Int(head.status.code),
            retryAfter: head.headers.first(name: "retry-after").flatMap(Self.seconds), body: body)
    }

    private static func seconds(_ text: String) -> Duration? {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int(text), seconds > 0
        else { return nil }
        return .seconds(min(seconds, 3_600))
    }

    /// What a status that is no success says of a reply, where the platform documents nothing better; nil for a success.
    ///
    /// 401 and 403 are credentials that do not hold; 429 and 503 a time to wait; other 4xx are for good; of a 5xx nobody
    /// knows what was done before it.
    public var refusal: ChannelError? {
        let detail = "HTTP \(status)"
        switch status {
        case 200..<300: return nil
        case 401, 403:
            return ChannelError(
                "platform_locks_out", kind: .unauthenticated, retry: .never, scope: .instance,
                message: "The platform does not accept the credentials.", detail: detail)
        case 408, 425, 429, 503:
            return ChannelError(
                "platform_busy", kind: .rateLimited, retry: .after(retryAfter ?? .seconds(2)),
                message: "The platform asks to wait.", detail: detail)
        case 500...:
            return ChannelError(
                "send_outcome_unknown", kind: .upstreamFailed, retry: .unknown,
                message: "The message may have been sent: the platform failed.", detail: detail)
        default:
            return ChannelError(
                "platform_refuses", kind: .upstreamFailed, retry: .never,
                message: "The platform does not take this message.", detail: detail)
        }
    }
}
