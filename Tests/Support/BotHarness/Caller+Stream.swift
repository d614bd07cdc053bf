import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension Caller {
    /// Says something and returns the server-sent events as they come, without the first one, which names the turn.
    public func stream(
        _ content: String, token: String, key: String? = nil, path: String = "/chat"
    ) -> AsyncThrowingStream<ServerSentEvent, any Error> {
        let events = allEvents(content, token: token, key: key, path: path)
        return AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    for try await event in events where event.name != "turn" { continuation.yield(event) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    /// Follows a turn from an event on, or from its beginning.
    public func follow(
        _ turn: String, token: String, after id: String? = nil, path: String = "/chat"
    ) -> AsyncThrowingStream<ServerSentEvent, any Error> {
        var request = HTTPClientRequest(url: base + path + "/turns/\(turn)/events")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if let id { request.headers.add(name: "Last-Event-ID", value: id) }
        return events(of: request)
    }

    /// Says something and returns all the server-sent events as they come.
    public func allEvents(
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
        return events(of: request)
    }

    private func events(of request: HTTPClientRequest) -> AsyncThrowingStream<ServerSentEvent, any Error> {
        AsyncThrowingStream { [request, client] continuation in
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
