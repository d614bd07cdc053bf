import AsyncHTTPClient
public import ChannelKit
import NIOHTTP1

/// The way out for channels that send by HTTP: it tells what was certainly not sent from what may have been.
///
/// That difference is what a reply's fate hangs on: the one is sent again, the other waits for a report first.
public enum PlatformClient {
    /// The answer to a call, whatever its status. A cancelled task ends the call.
    ///
    /// - Parameters:
    ///   - longestBody: in bytes; an answer that is longer counts as one that never came.
    ///   - timeout: of the whole call.
    public static func send(
        _ request: PlatformRequest, for purpose: PlatformPurpose = .replies, longestBody: Int = 1 << 20,
        timeout: Duration = .seconds(10)
    ) async throws(PlatformFailure) -> PlatformResponse {
        var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        if !headers.contains(name: "user-agent") { headers.add(name: "user-agent", value: "ChannelKit") }
        TraceInjector.inject(into: &headers)
        let call: HTTPClient.Request
        do {
            call = try HTTPClient.Request(
                url: request.url, method: HTTPMethod(rawValue: request.method), headers: headers,
                body: request.body.isEmpty ? nil : .bytes(request.body))
        } catch {
            throw .notSent(reason: "the request cannot be made: look at the address in the settings")
        }
        return try await PlatformCall.make(
            call, on: PlatformConnections.client(for: purpose), longestBody: longestBody, timeout: timeout)
    }
}

extension PlatformResponse {
    /// The answer to a call that sends a reply, or what its failure says of the reply.
    public static func toReply(
        _ request: PlatformRequest, timeout: Duration = .seconds(10)
    ) async throws(ChannelError) -> PlatformResponse {
        let response: PlatformResponse
        do throws(PlatformFailure) {
            response = try await PlatformClient.send(request, timeout: timeout)
        } catch {
            throw error.channelError
        }
        if let refusal = response.refusal { throw refusal }
        return response
    }
}
