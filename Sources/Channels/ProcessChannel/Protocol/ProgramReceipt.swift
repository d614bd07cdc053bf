import ChannelKit
import LenientJSON

/// What a program says has become of a reply.
enum ProgramReceipt {
    /// An outcome that is not understood may be any: it is unknown.
    static func outcome(_ line: JSONValue) -> Result<Receipt, ChannelError> {
        let scope: ChannelError.Scope = line["scope"]?.text == "instance" ? .instance : .chat
        switch line["outcome"]?.text {
        case "sent":
            let ids = line["platform_ids"]?.elements.prefix(32).compactMap { $0.label(limit: 255) } ?? []
            return .success(Receipt(platformIDs: ids))
        case "retry":
            return .failure(
                ChannelError(
                    "not_sent", kind: .upstreamFailed, retry: .after(wait(line["retry_after"])), scope: scope,
                    message: "The reply could not be sent for now."))
        case "never":
            return .failure(
                ChannelError(
                    "refused_by_platform", kind: .upstreamFailed, scope: scope,
                    message: "The platform does not take the reply."))
        default:
            return .failure(.noReceipt("the program does not know"))
        }
    }

    /// In whole seconds, rounded up, a day at most. One where it is no time.
    private static func wait(_ json: JSONValue?) -> Duration {
        guard let seconds = json?.label(limit: 32).flatMap(Double.init), !seconds.isNaN else { return .seconds(1) }
        return .seconds(Int(min(max(seconds.rounded(.up), 0), 86_400)))
    }
}
