import AsyncHTTPClient
import ChannelKit
import LenientJSON
import NIOHTTP1

/// The methods of the Bot API that the channel calls: `{base}/bot{token}/{method}`, a JSON object each way.
struct BotAPI: Sendable {
    private let address: String
    private let token: Secret

    init(base: String, token: Secret) {
        address = "\(base)/bot\(token.value)/"
        self.token = token
    }

    /// The answer to a call, whatever it is. Redirects are answers too: they are not followed.
    func ask(
        _ method: String, _ parameters: [JSONValue.Member] = [], on client: HTTPClient = BotConnections.replies,
        timeout: Duration
    ) async throws(BotCall.Failure) -> BotAnswer {
        let headers: HTTPHeaders = [
            "content-type": "application/json", "accept": "application/json", "user-agent": "ChannelKit",
        ]
        let request: HTTPClient.Request
        do {
            request = try HTTPClient.Request(
                url: address + method, method: .POST, headers: headers, body: .bytes(JSONValue.object(parameters).bytes)
            )
        } catch {
            // Its description would quote the address, and with it the token.
            throw .notSent(reason: "the request cannot be made from api_base and the reply")
        }
        return BotAnswer(try await BotCall.make(request, on: client, timeout: timeout), token: token)
    }

    /// The result of a call for which it does not matter whether it was made twice.
    func call(
        _ method: String, _ parameters: [JSONValue.Member] = [], on client: HTTPClient = BotConnections.replies,
        timeout: Duration
    ) async throws(ChannelError) -> JSONValue {
        let answer: BotAnswer
        do throws(BotCall.Failure) {
            answer = try await ask(method, parameters, on: client, timeout: timeout)
        } catch {
            throw .unreachable(method, error)
        }
        if let error = answer.error { throw error.channelError(attempt: 1) }
        return answer.result
    }
}
