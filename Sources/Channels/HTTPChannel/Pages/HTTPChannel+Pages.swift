import ChannelKit
import Crypto
import Foundation
import HTTPTypes

/// What is answered by what the program holds: pages, their files, the interface's description, page tokens.
extension HTTPChannel {
    static let pageTokenLifetime = Duration.seconds(600)
    private static let pageClaim = "page"

    /// Nil for everything else.
    func publicAnswer(to delivery: HTTPDelivery) async throws(ChannelError) -> HTTPAnswer? {
        if delivery.path == "/openapi.json", delivery.request.method == .get { return openAPI() }
        switch endpoints.endpoint(of: delivery) {
        case .asset(let asset): return answer(asset, to: delivery)
        case .pageRedirect:
            return HTTPAnswer(status: .permanentRedirect, headers: [.location: settings.base + "/"])
        case .openAPI: return openAPI()
        case .preflight: return preflight(delivery)
        case .pageToken: return try await newPageToken(for: delivery)
        case .initial, .chat, .messages, .turnEvents, .turnTicket, .turn, .account, nil: return nil
        }
    }

    private func answer(_ asset: PageAsset, to delivery: HTTPDelivery) -> HTTPAnswer {
        var answer = HTTPAnswer(status: .ok, headers: PageHeaders.headers(of: asset, for: settings))
        if asset.isPage {
            answer.headers[.cacheControl] = "no-store"
            answer.body = .bytes(Array(page(asset).utf8))
            return answer
        }
        // Asked for each time and sent again only where it has changed: no program is served with another one's files.
        answer.headers[.cacheControl] = "no-cache"
        answer.headers[.eTag] = asset.tag
        if asset.isForApps { allowOrigin(of: delivery, in: &answer) }
        if delivery.header("if-none-match").contains(where: { $0.contains(asset.tag) }) {
            answer.status = .notModified
        } else {
            answer.body = .bytes(asset.bytes)
        }
        return answer
    }

    private func page(_ asset: PageAsset) -> String {
        let token = settings.hasPageTokens ? passes.issue(.page, for: Self.pageTokenLifetime).1 : ""
        return asset.text
            .replacing("{{page_token}}", with: token)
            .replacing("{{path}}", with: PageAsset.escaped(settings.base))
            .replacing("{{title}}", with: PageAsset.escaped(settings.title))
            .replacing("{{accounts}}", with: settings.accounts ? "on" : "off")
    }

    private func openAPI() -> HTTPAnswer {
        var answer = HTTPAnswer.json(interface)
        answer.headers[.cacheControl] = "no-cache"
        return answer
    }

    /// Who may open conversations by a page token, or nil where the request has none.
    func page(of delivery: HTTPDelivery) throws(ChannelError) -> Principal? {
        guard let token = delivery.header("x-page-token").first, settings.hasPageTokens else { return nil }
        guard passes.verify(token, for: .page) != nil else { throw .invalidPageToken }
        return Principal(
            authority: .application, subject: "page", claims: [Self.pageClaim: "true"])
    }

    /// A page that was open for longer than its token is good for asks for another one. A page from elsewhere cannot.
    private func newPageToken(for delivery: HTTPDelivery) async throws(ChannelError) -> HTTPAnswer {
        guard isSameOrigin(delivery) else { throw .wrongOrigin }
        try await countVisit(from: delivery.remoteAddress)
        let (pass, text) = passes.issue(.page, for: Self.pageTokenLifetime)
        var object = JSONObjectText()
        object.add("page_token", text)
        object.add("expires_at", Timestamp.seconds(Date(timeIntervalSince1970: Double(pass.expiresAt))))
        var answer = HTTPAnswer.json(object.finished())
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    /// Browsers say it; what is no browser may say what it likes, and could have asked for the page.
    private func isSameOrigin(_ delivery: HTTPDelivery) -> Bool {
        if let site = delivery.header("sec-fetch-site").first { return site == "same-origin" }
        guard let origin = delivery.header("origin").first, let mark = origin.range(of: "://"),
            let host = delivery.request.authority
        else { return false }
        return origin[mark.upperBound...].lowercased() == host.lowercased()
    }
}

extension Principal {
    /// Whether it is a page of ours, which anybody may be served.
    var isPage: Bool { authority == .application && claims["page"] != nil }
}
