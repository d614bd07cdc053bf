/// People who have signed up with the bot, for channels that let them sign in.
///
/// The runtime's own, over the store: a channel reads what its caller sent and hands it on; passwords are hashed, attempts
/// counted and tokens kept behind this. Whoever is named by a `Bearer` has been authenticated by the channel; that their
/// token was not taken back since is looked up by each call, which else throws `invalid_token`.
public protocol Accounts: Sendable {
    /// Signs somebody up and in. With a guest's token that guest becomes the user, and keeps the conversation; else the user
    /// is new. Throws `email_taken`, `already_registered`, `weak_password`, `invalid_field`, `rate_limited`, `overloaded`.
    func register(
        _ registration: Registration, as guest: Bearer?, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn

    /// Throws `wrong_credentials`, the same for an address that nobody has, and `rate_limited`.
    func signIn(
        email: String, password: Secret, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn

    /// Takes a refresh token and gives the next one. One that was taken before ends its session, for one of two bearers is
    /// a thief. Throws `invalid_token`.
    func refresh(_ token: Secret, for session: SessionRequest) async throws(ChannelError) -> SignedIn

    /// Ends the session that the token belongs to; with none, every token without a session.
    func signOut(_ bearer: Bearer) async throws(ChannelError)

    func profile(of bearer: Bearer) async throws(ChannelError) -> UserProfile

    /// A registered user changes the address by which they sign in with their password only. Throws `wrong_credentials`,
    /// `email_taken`, `invalid_field`.
    func changeProfile(of bearer: Bearer, _ change: ProfileChange) async throws(ChannelError) -> UserProfile

    /// Ends every session of the user, and begins a new one. Throws `wrong_credentials`, `weak_password`, `rate_limited`.
    func changePassword(
        of bearer: Bearer, from old: Secret, to new: Secret, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn

    /// Deletes the user with everything that the bot holds of them.
    func delete(_ bearer: Bearer) async throws(ChannelError)

    /// Everything that the bot holds of the user, as one JSON object, written piece by piece.
    func export(
        _ bearer: Bearer
    ) async throws(ChannelError) -> @Sendable (any HTTPBodyWriter) async throws -> Void

    /// A code that the user sends as a message by another channel, which is theirs from then on. Throws `not_registered`.
    func issueLinkCode(for bearer: Bearer) async throws(ChannelError) -> LinkCode

    func links(of bearer: Bearer) async throws(ChannelError) -> [AccountLink]

    /// Whoever writes by that chat is a guest again. Throws `link_not_found`.
    func unlink(_ link: String, of bearer: Bearer) async throws(ChannelError)
}
