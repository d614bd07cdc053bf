import ChannelKit
import Foundation
import HTTPTypes

/// People who sign up, sign in, and look after what the bot holds of them.
///
/// Nothing of this is an event: an account's request is answered once nothing speaks against its credential, by what the
/// runtime's accounts say.
extension HTTPChannel {
    static let sessionClaim = "session"
    static let issuedClaim = "issued_at"

    /// Who may ask. Signing in and refreshing ask for nothing but what is in the body.
    func authenticate(
        _ delivery: HTTPDelivery, for endpoint: AccountEndpoint
    ) async throws(ChannelError) -> Principal {
        _ = try RequestBody(parsing: delivery.body)
        switch endpoint {
        case .signIn, .refresh: return Principal(authority: .application, subject: "")
        case .register:
            if let token = try delivery.bearerToken() { return try await user(of: token) }
            return try application(of: delivery)
        case .signOut, .profile, .changeProfile, .delete, .changePassword, .export, .links, .issueLinkCode, .unlink:
            return try await user(of: try delivery.bearerToken())
        }
    }

    func answer(to delivery: HTTPDelivery, for endpoint: AccountEndpoint) async throws(ChannelError) -> HTTPAnswer {
        // Read once more: what came before the answer has been let go.
        let principal = try await authenticate(delivery, for: endpoint)
        let body = try RequestBody(parsing: delivery.body)
        let session = SessionRequest(lifetime: settings.refreshLifetime, remoteAddress: delivery.remoteAddress)
        switch endpoint {
        case .register:
            let guest = principal.authority == .user ? try bearer(principal) : nil
            let registration = try body.registration()
            return try await signedIn(
                try await context.accounts.register(registration, as: guest, for: session), status: .created)
        case .signIn:
            return try await signedIn(
                try await context.accounts.signIn(
                    email: try body.required(.email), password: Secret(try body.required(.password)), for: session))
        case .refresh:
            let token = Secret(try body.required(.refreshToken))
            return try await signedIn(try await context.accounts.refresh(token, for: session))
        case .changePassword:
            return try await signedIn(
                try await context.accounts.changePassword(
                    of: try bearer(principal), from: Secret(try body.required(.password)),
                    to: Secret(try body.required(.newPassword)), for: session))
        case .signOut:
            try await context.accounts.signOut(try bearer(principal))
            return HTTPAnswer(status: .noContent)
        case .delete:
            try await context.accounts.delete(try bearer(principal))
            return HTTPAnswer(status: .noContent)
        case .profile:
            return .json(JSONObjectText(try await context.accounts.profile(of: bearer(principal))).finished())
        case .changeProfile:
            let change = try body.profileChange()
            let profile = try await context.accounts.changeProfile(of: try bearer(principal), change)
            return .json(JSONObjectText(profile).finished())
        case .export: return try await export(try bearer(principal))
        case .links, .issueLinkCode, .unlink:
            return try await answer(to: delivery, about: try bearer(principal), endpoint)
        }
    }

    private func answer(
        to delivery: HTTPDelivery, about bearer: Bearer, _ endpoint: AccountEndpoint
    ) async throws(ChannelError) -> HTTPAnswer {
        var object = JSONObjectText()
        switch endpoint {
        case .issueLinkCode:
            let code = try await context.accounts.issueLinkCode(for: bearer)
            object.add("code", code.code.value)
            object.add("message", code.message.value)
            object.add("expires_at", Timestamp.seconds(code.expiresAt))
            return .json(object.finished(), status: .created)
        case .unlink:
            let id = endpoints.value("id", in: delivery)?.removingPercentEncoding ?? ""
            try await context.accounts.unlink(id, of: bearer)
            return HTTPAnswer(status: .noContent)
        default:
            let links = try await context.accounts.links(of: bearer)
            object.add("links", links.map(JSONObjectText.init))
            return .json(object.finished())
        }
    }

    private func signedIn(
        _ signedIn: SignedIn, status: HTTPResponse.Status = .ok
    ) async throws(ChannelError) -> HTTPAnswer {
        let issued = try await tokens.issue(
            .init(user: signedIn.user, conversation: signedIn.conversation, session: signedIn.session))
        var object = JSONObjectText()
        object.add("token", issued.token)
        object.add("refresh_token", signedIn.refreshToken.value)
        object.add("user_id", signedIn.user)
        object.add("conversation_id", signedIn.conversation)
        object.add("expires_at", Timestamp.seconds(issued.expiresAt))
        return .json(object.finished(), status: status)
    }

    private func export(_ bearer: Bearer) async throws(ChannelError) -> HTTPAnswer {
        let write = try await context.accounts.export(bearer)
        let headers: HTTPFields = [
            .contentType: "application/json", .contentDisposition: "attachment; filename=\"export.json\"",
        ]
        return HTTPAnswer(status: .ok, headers: headers, body: .stream(write))
    }

    func bearer(_ principal: Principal) throws(ChannelError) -> Bearer {
        let (user, conversation) = try grant(of: principal)
        guard let credential = credential(of: principal) else { throw .invalidToken }
        return Bearer(user: user, conversation: conversation, credential: credential)
    }
}
