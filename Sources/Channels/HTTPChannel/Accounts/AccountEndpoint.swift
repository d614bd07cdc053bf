import ChannelKit
import HTTPTypes

/// What a caller can ask of their account.
enum AccountEndpoint: Sendable, Hashable, CaseIterable {
    case register, signIn, refresh, signOut
    case profile, changeProfile, delete, changePassword, export
    case links, issueLinkCode, unlink

    /// Below the instance's path.
    var route: HTTPRoute {
        switch self {
        case .register: HTTPRoute(.post, "/users")
        case .signIn: HTTPRoute(.post, "/login")
        case .refresh: HTTPRoute(.post, "/token")
        case .signOut: HTTPRoute(.post, "/logout")
        case .profile: HTTPRoute(.get, "/me")
        case .changeProfile: HTTPRoute(.patch, "/me")
        case .delete: HTTPRoute(.delete, "/me")
        case .changePassword: HTTPRoute(.post, "/me/password")
        case .export: HTTPRoute(.get, "/me/export")
        case .links: HTTPRoute(.get, "/me/links")
        case .issueLinkCode: HTTPRoute(.post, "/me/links")
        case .unlink: HTTPRoute(.delete, "/me/links/{id}")
        }
    }
}
