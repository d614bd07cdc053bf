/// For instances that are never run, and for bots that keep none: each call throws `accounts_unavailable`.
public struct NoAccounts: Accounts {
    private static let none = ChannelError(
        "accounts_unavailable", kind: .notFound, message: "There are no accounts here")

    public init() {}

    public func register(
        _ registration: Registration, as guest: Bearer?, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn { throw Self.none }

    public func signIn(
        email: String, password: Secret, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn { throw Self.none }

    public func refresh(_ token: Secret, for session: SessionRequest) async throws(ChannelError) -> SignedIn {
        throw Self.none
    }

    public func signOut(_ bearer: Bearer) async throws(ChannelError) { throw Self.none }

    public func profile(of bearer: Bearer) async throws(ChannelError) -> UserProfile { throw Self.none }

    public func changeProfile(of bearer: Bearer, _ change: ProfileChange) async throws(ChannelError) -> UserProfile {
        throw Self.none
    }

    public func changePassword(
        of bearer: Bearer, from old: Secret, to new: Secret, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn { throw Self.none }

    public func delete(_ bearer: Bearer) async throws(ChannelError) { throw Self.none }

    public func export(
        _ bearer: Bearer
    ) async throws(ChannelError) -> @Sendable (any HTTPBodyWriter) async throws -> Void { throw Self.none }

    public func issueLinkCode(for bearer: Bearer) async throws(ChannelError) -> LinkCode { throw Self.none }

    public func links(of bearer: Bearer) async throws(ChannelError) -> [AccountLink] { throw Self.none }

    public func unlink(_ link: String, of bearer: Bearer) async throws(ChannelError) { throw Self.none }
}
