import ChannelKit
import LenientJSON
import PlatformClient

/// The methods of the Bot API that the channel calls: `{base}/bot{token}/{method}`, a JSON object each way.
struct BotAPI: Sendable {
    /// In bytes. A hundred updates of the longest texts have about two million.
    private static let longestBody = 8 << 20

    private let address: String
    private let token: Secret

    init(base: String, token: Secret) {
        address = "\(base)/bot\(token.value)/"
        self.token = token
    }

    /// The answer to a call, whatever it is. Redirects are answers too: they are not followed.
    func ask(
        _ method: String, _ parameters: [JSONValue.Member] = [], for purpose: PlatformPurpose = .replies,
        timeout: Duration
    ) async throws(PlatformFailure) -> BotAnswer {
        let request = PlatformRequest.json(address + method, body: JSONValue.object(parameters).bytes)
        let response = try await PlatformClient.send(
            request, for: purpose, longestBody: Self.longestBody, timeout: timeout)
        return BotAnswer(response, token: token)
    }

    /// The result of a call for which it does not matter whether it was made twice.
    func call(
        _ method: String, _ parameters: [JSONValue.Member] = [], for purpose: PlatformPurpose = .replies,
        timeout: Duration
    ) async throws(ChannelError) -> JSONValue {
        let answer: BotAnswer
        do throws(PlatformFailure) {
            answer = try await ask(method, parameters, for: purpose, timeout: timeout)
        } catch {
            throw .unreachable(method, error)
        }
        if let error = answer.error { throw error.channelError(attempt: 1) }
        return answer.result
    }
}
