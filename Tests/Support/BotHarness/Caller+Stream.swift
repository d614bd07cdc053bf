import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension Caller {
    /// Says something and returns the server-sent events as they come.
    public func stream(
        _ content: String, token: String, key: String? = nil, path: String = "/chat"
    ) -> AsyncThrowingStream<ServerSentEvent, any Error> {
        var request = HTTPClientRequest(url: base + path)
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "text/event-stream")
        if let key { request.headers.add(name: "Idempotency-Key", value: key) }
        let body = (try? JSONSerialization.data(withJSONObject: ["content": content])) ?? Data()
        request.body = .bytes(ByteBuffer(bytes: body))
        return AsyncThrowingStream { [request, client] continuation in
            let reading = Task {
                do {
                    let response = try await client.execute(request, timeout: .seconds(120))
                    guard response.status == .ok else { throw BotProcess.Failure(description: "\(response.status)") }
                    var rest: [UInt8] = []
                    for try await bytes in response.body {
                        rest += bytes.readableBytesView
                        while let end = rest.firstRange(of: Array("\n\n".utf8)) {
                            let text = String(decoding: rest[..<end.upperBound], as: UTF8.self)
                            rest.removeSubrange(..<end.upperBound)
                            for event in ServerSentEvent.all(in: text) { continuation.yield(event) }
                        }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }
}
