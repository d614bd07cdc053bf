import ChannelKit
import LenientJSON
import PlatformClient

/// What a call has brought: a result, or an error.
struct BotAnswer: Sendable {
    let status: Int
    /// Null where there is none.
    let result: JSONValue
    let error: BotError?

    init(_ response: PlatformResponse, token: Secret) {
        let body = JSONReader.read(response.body)
        status = response.status
        result = body?["result"] ?? .null
        let isFine = (200..<300).contains(response.status) && body?["ok"] == .bool(true)
        error = isFine ? nil : BotError(response, body: body, token: token)
    }
}
