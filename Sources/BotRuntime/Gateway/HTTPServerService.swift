import ChannelKit
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Tracing

/// One HTTP server: reads requests within limits, has them answered, writes the answers.
struct HTTPServerService: RuntimeService {
    struct Limits: Sendable {
        var headTimeout: Duration
        var bodyTimeout: Duration
        var maxBodySize: Int
    }

    var name: String
    var host: String
    var port: Int
    var limits: Limits
    var trustedProxies = TrustedProxies.none
    /// Nil: plain HTTP/1.1.
    var tls: TLSIdentity?
    var logger: Logger
    /// Called with the port in use once connections are accepted.
    var onListening: @Sendable (Int) async -> Void = { _ in }
    var traces = Traces.off
    /// Called with the status of each answer.
    var onAnswer: @Sendable (Int) -> Void = { _ in }
    var answer: @Sendable (HTTPDelivery) async -> HTTPAnswer

    func run() async throws {
        let guardLimits = ConnectionGuard.Limits(
            head: TimeAmount(limits.headTimeout), body: TimeAmount(limits.bodyTimeout), idle: .seconds(75))
        let streams = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(limits: guardLimits), StallGuard(limit: .seconds(30))],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
        let application = Application(
            responder: Responder(service: self), server: builder(streams, guardLimits),
            configuration: .init(address: .hostname(host, port: port), serverName: nil, backlog: 4096),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: quietLogger)
        do {
            try await application.run()
        } catch let error as IOError where [EADDRINUSE, EACCES, EADDRNOTAVAIL].contains(error.errnoCode) {
            throw PortUnavailable(name: name, host: host, port: port, reason: error.errnoCode)
        }
    }

    private func builder(_ streams: HTTP1Channel.Configuration, _ limits: ConnectionGuard.Limits) -> HTTPServerBuilder {
        guard let tls else { return .http1(configuration: streams) }
        return HTTPServerBuilder { responder in
            try SecureChannel(
                tls, handshakeLimit: limits.head, idle: .nanoseconds(limits.idle.nanoseconds), streams: streams,
                responder: responder)
        }
    }

    /// Hummingbird's own lines ("Server started", a client that went away, a shutdown that was cut short) are ours to say
    /// or nobody's. The no-op handler keeps no metadata, so that the id it gives to each request makes no dictionary.
    private var quietLogger: Logger {
        logger.logLevel <= .debug ? logger : Logger(label: logger.label) { _ in SwiftLogNoOpLogHandler() }
    }

    fileprivate func respond(to request: Request, remoteAddress: String?) async -> Response {
        let requestID = RequestIDs.id(given: request.headers[.requestID])
        return await LogScope.$current.withValue(.request(requestID)) {
            let response =
                traces.isOn
                ? await traced(request, requestID: requestID, remoteAddress: remoteAddress)
                : await respond(to: request, requestID: requestID, remoteAddress: remoteAddress)
            onAnswer(response.status.code)
            return response
        }
    }

    /// Not named by its path: anybody may ask for any.
    private func traced(_ request: Request, requestID: String, remoteAddress: String?) async -> Response {
        let method = String(request.method.rawValue.prefix(16))
        let attributes = [
            "http.request.method": method, "url.path": String(request.uri.path.prefix(200)), "bot.request": requestID,
        ]
        let context = traces.context(of: request.headers, by: HeaderExtractor())
        return await traces.span("HTTP \(method)", of: .server, in: context, attributes) { span in
            let response = await respond(to: request, requestID: requestID, remoteAddress: remoteAddress)
            span.attributes["http.response.status_code"] = Int64(response.status.code)
            if response.status.code >= 500 { span.fail("\(response.status.code)") }
            return response
        }
    }

    private func respond(to request: Request, requestID: String, remoteAddress: String?) async -> Response {
        switch await read(request, requestID: requestID, remoteAddress: remoteAddress) {
        case .success(let delivery): return response(await answer(delivery), requestID: requestID)
        case .failure(let error): return refusal(error, requestID: requestID)
        }
    }

    /// Never inlined, as what makes a response: thousands of requests wait in the frame above.
    @inline(never) private func refusal(_ error: ChannelKit.ChannelError, requestID: String) -> Response {
        var refusal = HTTPAnswer.failure(error, requestID: requestID)
        refusal.headers[.connection] = "close"
        return response(refusal, requestID: requestID)
    }

    @inline(never) private func response(_ answer: HTTPAnswer, requestID: String) -> Response {
        var headers = answer.headers
        headers[.requestID] = requestID
        switch answer.body {
        case .bytes(let bytes):
            return Response(
                status: answer.status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let write):
            let body = ResponseBody { writer in
                let pieces = PieceWriter(writer)
                try await write(pieces)
                try await writer.finish(nil)
            }
            return Response(status: answer.status, headers: headers, body: body)
        }
    }

    /// Reads a body that is not wanted, where it is not much too large: many clients see no answer while they send.
    private func discard(_ body: RequestBody, length: Int) async {
        guard length / 4 <= limits.maxBodySize else { return }
        do { for try await _ in body {} } catch { /* It broke off: nobody waits for the answer. */  }
    }

    private func read(
        _ request: Request, requestID: String, remoteAddress: String?
    ) async -> Result<HTTPDelivery, ChannelKit.ChannelError> {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limits.maxBodySize {
            await discard(request.body, length: length)
            return .failure(tooLarge)
        }
        do {
            let body = try await request.body.collect(upTo: limits.maxBodySize)
            return .success(delivery(request, body: body, requestID: requestID, peer: remoteAddress))
        } catch is NIOTooManyBytesError {
            return .failure(tooLarge)
        } catch {
            return .failure(.init("incomplete_body", kind: .invalid, message: "The body broke off"))
        }
    }

    private var tooLarge: ChannelKit.ChannelError {
        .init("payload_too_large", kind: .tooLarge, message: "The body is larger than \(limits.maxBodySize) bytes")
    }

    @inline(never) private func delivery(
        _ request: Request, body: ByteBuffer, requestID: String, peer: String?
    ) -> HTTPDelivery {
        HTTPDelivery(
            request: request.head, body: Array(body.readableBytesView), requestID: requestID,
            remoteAddress: trustedProxies.client(peer: peer, forwardedFor: request.headers[values: .forwardedFor]))
    }
}

extension HTTPField.Name {
    fileprivate static let forwardedFor = Self("X-Forwarded-For").unsafelyUnwrapped
}

/// Hands requests of Hummingbird's to the service.
private struct Responder: HTTPResponder {
    typealias Context = PeerContext
    let service: HTTPServerService

    func respond(to request: Request, context: PeerContext) async throws -> Response {
        await service.respond(to: request, remoteAddress: context.remoteAddress)
    }
}

/// What is known of a request's connection.
private struct PeerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let remoteAddress: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }
}
