import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One request and its answer, made again where that does no harm.
struct Exchange: Sendable {
    /// Longest answer that is read whole.
    private static let longestAnswer = 64 << 20

    struct Request: Sendable {
        var method: String
        /// Below the channel's address.
        var path: String
        var headers: [(String, String)]
        /// The body, as JSON. Nil: none.
        var fields: [String: String]?
    }

    private let client: ChatClient

    init(_ client: ChatClient) { self.client = client }

    func json<Value: Decodable>(_ request: Request, mayRepeat: Bool) async throws(ChatError) -> Value {
        let (status, body) = try await send(request, mayRepeat: mayRepeat)
        do { return try JSONDecoder().decode(Value.self, from: body) } catch { throw .unreadable(status: status) }
    }

    func send(_ request: Request, mayRepeat: Bool) async throws(ChatError) -> (status: Int, body: Data) {
        var pause = Pause(client.patience)
        while true {
            do {
                let response = try await open(request)
                return (Int(response.status.code), try await Self.body(of: response))
            } catch {
                guard mayRepeat, error.mayPass else { throw error }
                try await pause.wait(after: error)
            }
        }
    }

    /// Sends a request and returns the answer whose body is yet to be read. Throws what the server calls an error.
    func open(_ request: Request) async throws(ChatError) -> HTTPClientResponse {
        var sent = HTTPClientRequest(url: client.address + request.path)
        sent.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { sent.headers.add(name: name, value: value) }
        if let fields = request.fields {
            sent.headers.add(name: "Content-Type", value: "application/json")
            // Texts are always JSON.
            sent.body = .bytes((try? JSONEncoder().encode(fields)) ?? Data())
        }
        let response: HTTPClientResponse
        do {
            let timeout = TimeAmount.nanoseconds(Int64(client.patience.timeout / .nanoseconds(1)))
            response = try await client.http.execute(sent, deadline: .now() + timeout)
        } catch {
            throw Task.isCancelled ? .cancelled : .unreachable(error)
        }
        guard (200..<300).contains(response.status.code) else {
            let wait = response.headers.first(name: "Retry-After").flatMap(Int.init).map { Duration.seconds($0) }
            throw ChatError(
                status: Int(response.status.code), body: try await Self.body(of: response), retryAfter: wait)
        }
        return response
    }

    private static func body(of response: HTTPClientResponse) async throws(ChatError) -> Data {
        do {
            return Data((try await response.body.collect(upTo: longestAnswer)).readableBytesView)
        } catch {
            throw Task.isCancelled ? .cancelled : .unreachable(error)
        }
    }
}

/// The time between attempts.
struct Pause {
    private static let longest = Duration.seconds(10)

    private let first: Duration
    private let most: Int
    private var next: Duration
    private var made = 1

    init(_ patience: ChatClient.Patience) {
        first = patience.pause
        most = patience.attempts
        next = first
    }

    /// Throws the error where there were attempts enough.
    mutating func wait(after error: ChatError) async throws(ChatError) {
        guard made < most else { throw error }
        made += 1
        let pause = max(next * Double.random(in: 0.75...1), error.retryAfter ?? .zero)
        next = min(next * 2, Self.longest)
        do { try await Task.sleep(for: pause) } catch { throw .cancelled }
    }

    /// Something was got: from here on attempts count from nought.
    mutating func restart() { (made, next) = (1, first) }
}
