import BotModel
import LenientJSON
import NIOHTTP1

extension Fault {
    /// An answer whose status is not one of success.
    init(status: Int, headers: HTTPHeaders, body: [UInt8], redactor: Redactor) {
        let upstream = JSONReader.read(body).map(UpstreamError.init) ?? UpstreamError()
        let code = upstream.code(status: status)
        let hint = RetryHint(headers, status: status)
        let remedy: Remedy =
            switch code {
            case .contextTooLong: .shorter
            // Asking again for what is paid for by nobody only counts against the limit.
            case .quota: .none
            default: hint.shouldRetry ?? UpstreamError.isPassing(status: status) ? .again(after: hint.after) : .none
            }
        let summary = (["HTTP \(status)"] + upstream.plainWords(redactor)).joined(separator: ", ")
        self.init(
            ModelError(
                code, retryAfter: hint.after, detail: "HTTP \(status): \(redactor.clean(body))", summary: summary),
            remedy: remedy)
    }
}
