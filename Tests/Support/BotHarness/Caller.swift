import AsyncHTTPClient
public import Foundation
public import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// A caller of the REST channel, as an app would be: sends requests over real sockets and reads what comes back.
public struct Caller: Sendable {
    public let base: String
    let client: HTTPClient

    /// One client for all callers of a test run. The library's own shared one opens eight connections to a host at most:
    /// a crowd would wait in the client, where the bot never sees it.
    private static let crowd: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 8_192
        // Ten seconds are little where a hundred tests and their bots share two cores.
        configuration.timeout.connect = .seconds(60)
        return HTTPClient(configuration: configuration)
    }()

    /// `base` is the bot's address, without a path.
    public init(_ base: String) {
        self.base = base
        client = Self.crowd
    }

    /// The same over TLS, of a server that shows this certificate (PEM).
    public init(_ base: String, trusting certificate: String) throws {
        self.base = base
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)))
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout.connect = .seconds(60)
        // One event loop: with more of them the pool makes a connection for each.
        client = HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup.next(), configuration: configuration)
        Self.others.keep(client)
    }

    /// A client must not end before it is shut down; these end with the tests.
    private final class Others: Sendable {
        private let clients = Mutex<[HTTPClient]>([])
        func keep(_ client: HTTPClient) { clients.withLock { $0.append(client) } }
    }

    private static let others = Others()

    /// What came back.
    public struct Answer: Sendable {
        public var status: Int
        /// `HTTP/1.1` or `HTTP/2`.
        public var version: String
        public var headers: [String: String]
        public var body: Data

        public var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as a JSON object; empty where it is none.
        public var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
        }

        /// A text in the JSON body.
        public subscript(key: String) -> String? { json[key] as? String }
    }

    public func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil,
        timeout: TimeAmount = .seconds(120)
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await execute(request, timeout: timeout)
        let bytes = try await response.body.collect(upTo: 64 << 20)
        let fields = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: Int(response.status.code),
            version: response.version.major == 2
                ? "HTTP/2" : "HTTP/\(response.version.major).\(response.version.minor)",
            headers: Dictionary(fields) { first, _ in first },
            body: Data(bytes.readableBytesView))
    }

    /// A connection that lay unused for the time a head may take is closed by the server, and nothing was sent by it: another
    /// one is taken, as every client does.
    private func execute(_ request: HTTPClientRequest, timeout: TimeAmount) async throws -> HTTPClientResponse {
        do {
            return try await client.execute(request, timeout: timeout)
        } catch ChannelError.ioOnClosedChannel {
            return try await client.execute(request, timeout: timeout)
        }
    }

    /// Opens a conversation and returns its token.
    public func token(apiKey: String, path: String = "/chat") async throws -> String {
        let answer = try await send("GET", path + "/initial", headers: ["X-API-KEY": apiKey])
        guard let token = answer["token"] else { throw BotProcess.Failure(description: answer.text) }
        return token
    }

    /// Says something and waits for what comes back.
    public func say(
        _ content: String, token: String, key: String? = nil, path: String = "/chat", streaming: Bool = false
    ) async throws -> Answer {
        var headers = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
        headers["Idempotency-Key"] = key
        if streaming { headers["Accept"] = "text/event-stream" }
        let body = try JSONSerialization.data(withJSONObject: ["content": content])
        return try await send("POST", path, headers: headers, body: String(decoding: body, as: UTF8.self))
    }
}

/// One server-sent event of an answer.
public struct ServerSentEvent: Sendable, Hashable {
    public var name: String
    public var data: String
    public var id: String?

    /// The events of a whole stream that this project's server wrote.
    public static func all(in text: String) -> [ServerSentEvent] {
        text.components(separatedBy: "\n\n").compactMap { block in
            var event = ServerSentEvent(name: "message", data: "")
            for line in block.split(separator: "\n") {
                if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                if line.hasPrefix("data: ") { event.data += line.dropFirst(6) }
            }
            return event.data.isEmpty ? nil : event
        }
    }

    /// A text in the event's JSON.
    public subscript(key: String) -> String? {
        ((try? JSONSerialization.jsonObject(with: Data(data.utf8))) as? [String: Any])?[key] as? String
    }
}
