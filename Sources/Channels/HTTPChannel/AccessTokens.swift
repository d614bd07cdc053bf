import ChannelKit
import Foundation
import JWTKit
import Synchronization

/// Issues and checks the tokens of one instance: JWTs, HS256 only.
///
/// A token is good for the installation (`iss`) and the instance (`aud`) that issued it, since its ids name rows of
/// one store and users of one channel.
final class AccessTokens: Sendable {
    /// What a token lets its bearer do: speak as this user, in this conversation.
    struct Grant: Sendable, Hashable {
        var user: UserID
        var conversation: ConversationID
        /// Nil for a guest's token.
        var session: SessionID? = nil
    }

    struct Verified: Sendable, Hashable {
        var grant: Grant
        var issuedAt: Date
    }

    struct Issued: Sendable {
        var token: String
        /// To the second, the same as in the token.
        var expiresAt: Date
    }

    /// Ours have some 350 bytes.
    static let maxTokenBytes = 4_096

    /// The first signs.
    private let keys: [HMACKey]
    private let issuer: String
    private let audience: String
    private let lifetime: TimeInterval
    private let now: @Sendable () -> Date

    /// One for each key: a token does not say which one it was.
    private let collections: [JWTKeyCollection]
    private let isFilled = Atomic(false)

    /// - Parameter keys: one, or the new one and the old one.
    init(keys: [Secret], issuer: String, audience: String, lifetime: Duration, now: @escaping @Sendable () -> Date) {
        self.keys = keys.map { HMACKey(from: $0.value) }
        collections = keys.map { _ in JWTKeyCollection() }
        self.issuer = issuer
        self.audience = audience
        self.lifetime = lifetime / .seconds(1)
        self.now = now
    }

    func issue(_ grant: Grant) async throws(ChannelError) -> Issued {
        let now = now()
        let expiresAt = Date(timeIntervalSince1970: (now.timeIntervalSince1970 + lifetime).rounded(.up))
        let claims = TokenClaims(
            iss: IssuerClaim(value: issuer), aud: audience,
            sub: SubjectClaim(value: grant.user.description), cid: grant.conversation.description,
            sid: grant.session?.description,
            iat: IssuedAtClaim(value: Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))),
            exp: ExpirationClaim(value: expiresAt))
        do {
            return Issued(token: try await filled()[0].sign(claims), expiresAt: expiresAt)
        } catch {
            throw .internalFault("a token could not be signed")
        }
    }

    /// Says what a token grants. Throws `invalid_token` or `expired_token`.
    func verify(_ token: String) async throws(ChannelError) -> Verified {
        guard token.utf8.count <= Self.maxTokenBytes else { throw .invalidToken }
        // jwt-kit's own errors may quote the token.
        var verified: TokenClaims?
        for collection in await filled() where verified == nil {
            verified = try? await collection.verify(token, as: TokenClaims.self)
        }
        return try judge(verified)
    }

    @inline(never) private func judge(_ verified: TokenClaims?) throws(ChannelError) -> Verified {
        guard let claims = verified, claims.iss.value == issuer, claims.aud == audience,
            let user = UserID(claims.sub.value),
            let conversation = ConversationID(claims.cid)
        else { throw .invalidToken }
        guard now() < claims.exp.value else { throw .expiredToken }
        var session: SessionID?
        if let sid = claims.sid {
            session = SessionID(sid)
            if session == nil { throw .invalidToken }
        }
        return Verified(
            grant: Grant(user: user, conversation: conversation, session: session), issuedAt: claims.iat.value)
    }

    /// The collections with the keys in them. They are actors, so a key can only be added where there is something to
    /// await. Two first callers may both add it, which is the same as once.
    private func filled() async -> [JWTKeyCollection] {
        if !isFilled.load(ordering: .acquiring) {
            for (collection, key) in zip(collections, keys) {
                await collection.add(hmac: key, digestAlgorithm: .sha256, parser: HS256Parser())
            }
            isFilled.store(true, ordering: .releasing)
        }
        return collections
    }
}
