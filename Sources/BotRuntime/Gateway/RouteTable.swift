import ChannelKit
import HTTPTypes

/// Which handler answers which route. Paths are exact, or have segments in braces; a known path under another method is
/// 405, any other 404.
struct RouteTable: Sendable {
    typealias Handler = @Sendable (HTTPDelivery) async -> HTTPAnswer

    private var paths: [String: [HTTPRequest.Method: Handler]] = [:]
    /// Those with segments in braces, in the order in which they came.
    private var patterns: [HTTPRoute] = []

    /// Two handlers of one route are a fault found while the configuration is read; here the first one wins.
    mutating func add(_ route: HTTPRoute, handler: @escaping Handler) {
        if route.isPattern, paths[route.path] == nil { patterns.append(route) }
        if paths[route.path]?[route.method] == nil {
            paths[route.path, default: [:]][route.method] = handler
        }
    }

    func answer(_ delivery: HTTPDelivery) async -> HTTPAnswer {
        switch handler(delivery) {
        case .success(let handler): return await handler(delivery)
        case .failure(let error): return refusal(error, of: delivery)
        }
    }

    @inline(never) private func refusal(_ error: ChannelError, of delivery: HTTPDelivery) -> HTTPAnswer {
        var answer = HTTPAnswer.failure(error, requestID: delivery.requestID)
        if error.kind == .methodNotAllowed {
            answer.headers[.allow] = allowed(delivery.path).joined(separator: ", ")
        }
        return answer
    }

    @inline(never) private func handler(_ delivery: HTTPDelivery) -> Result<Handler, ChannelError> {
        guard let methods = methods(at: delivery.path) else {
            return .failure(ChannelError("not_found", kind: .notFound, message: "There is nothing at this address"))
        }
        // Not even a HEAD for a GET: a GET that opens a conversation would open one for nothing.
        guard let handler = methods[delivery.request.method] else {
            let message = "This address does not take \(delivery.request.method.rawValue.prefix(16))"
            return .failure(ChannelError("method_not_allowed", kind: .methodNotAllowed, message: message))
        }
        return .success(handler)
    }

    private func methods(at path: Substring) -> [HTTPRequest.Method: Handler]? {
        if let methods = paths[String(path)], !path.contains("{") { return methods }
        return patterns.first { $0.values(in: path) != nil }.flatMap { paths[$0.path] }
    }

    private func allowed(_ path: Substring) -> [String] {
        (methods(at: path) ?? [:]).keys.map(\.rawValue).sorted()
    }
}
