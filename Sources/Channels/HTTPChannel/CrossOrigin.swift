import ChannelKit
import Foundation
import HTTPTypes

/// Pages from elsewhere, as browsers ask for them (CORS). Closed unless the configuration names their sites.
///
/// Nothing here depends on a cookie, so credentials are never allowed; and no answer says `*`.
extension HTTPChannel {
    private static let allowedHeaders =
        "Accept, Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-API-KEY, X-Page-Token, X-Request-ID"
    private static let exposedHeaders = "Retry-After, X-Request-ID"
    /// Browsers keep it for two hours at most.
    private static let maxAge = "7200"

    /// The answer to a browser's question whether a page may send a request.
    func preflight(_ delivery: HTTPDelivery) -> HTTPAnswer {
        var answer = HTTPAnswer(status: .noContent)
        answer.headers[.vary] = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
        let methods = endpoints.methods(at: delivery.path).map(\.rawValue).sorted().joined(separator: ", ")
        answer.headers[.allow] = methods
        guard let origin = allowedOrigin(of: delivery) else { return answer }
        answer.headers[.accessControlAllowOrigin] = origin
        answer.headers[.accessControlAllowMethods] = methods
        answer.headers[.accessControlAllowHeaders] = Self.allowedHeaders
        answer.headers[.accessControlMaxAge] = Self.maxAge
        return answer
    }

    /// Lets the page read the answer, errors too.
    func allowOrigin(of delivery: HTTPDelivery, in answer: inout HTTPAnswer) {
        guard !settings.corsOrigins.isEmpty else { return }
        // A cache must not give one site's answer to another, also where there is none.
        answer.headers[.vary] = "Origin"
        guard let origin = allowedOrigin(of: delivery) else { return }
        answer.headers[.accessControlAllowOrigin] = origin
        answer.headers[.accessControlExposeHeaders] = Self.exposedHeaders
    }

    private func allowedOrigin(of delivery: HTTPDelivery) -> String? {
        let values = delivery.header("origin")
        guard values.count == 1, settings.corsOrigins.contains(values[0]) else { return nil }
        return values[0]
    }
}

extension SettingsReader {
    /// `NAME: { origins: […] }`: sites as browsers name them, `https://HOST` with a port that is not the usual one.
    mutating func origins(_ name: String, help: String) -> [String] {
        let key = SettingsKey(name: name, kind: "origins, a list of sites", isRequired: false, help: help)
        guard let node = node(key) else { return [] }
        var nested = SettingsReader(node, name: name)
        let texts = nested.texts("origins", default: [], most: 100, help: "sites such as https://www.example.com")
        if !nested.has("origins") { nested.fault("\(name): missing key origins", at: node.mark) }
        nested.finish()
        absorb(nested)
        return texts.compactMap { text in
            if let origin = Self.origin(text) { return origin }
            // The text is not quoted: it may have been substituted.
            let problem = "\(name): expected sites such as https://www.example.com"
            fault(problem, at: nested.mark(of: "origins"), hint: text == "*" ? "name them: * is not taken" : nil)
            return nil
        }
    }

    private static func origin(_ text: String) -> String? {
        let lower = text.lowercased()
        guard let address = WebAddress.normalized(lower), let mark = address.range(of: "://") else { return nil }
        let (scheme, host) = (address[..<mark.lowerBound], address[mark.upperBound...])
        guard !host.contains("/"), !host.contains("*"), !lower.hasSuffix("/") else { return nil }
        let usual = scheme == "https" ? ":443" : ":80"
        return host.hasSuffix(usual) ? String(address.dropLast(usual.count)) : address
    }
}
