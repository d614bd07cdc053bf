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
    }

    struct Issued: Sendable {
        var token: String
        /// To the second, the same as in the token.
        var expiresAt: Date
    }

    /// Ours have some 350 bytes.
    static let maxTokenBytes = 4_096

    private let key: HMACKey
    private let issuer: String
    private let audience: String
    private let lifetime: TimeInterval
    private let now: @Sendable () -> Date

    private let collection = JWTKeyCollection()
    private let isFilled = Atomic(false)

    init(key: Secret, issuer: String, audience: String, lifetime: Duration, now: @escaping @Sendable () -> Date) {
        self.key = HMACKey(from: key.value)
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
            iat: IssuedAtClaim(value: Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))),
            exp: ExpirationClaim(value: expiresAt))
        do {
            return Issued(token: try await keys().sign(claims), expiresAt: expiresAt)
        } catch {
            throw .internalFault("a token could not be signed")
        }
    }

    /// Says what a token grants. Throws `invalid_token` or `expired_token`.
    func verify(_ token: String) async throws(ChannelError) -> Grant {
        guard token.utf8.count <= Self.maxTokenBytes else { throw .invalidToken }
        let claims: TokenClaims
        do {
            claims = try await keys().verify(token)
        } catch {
            // jwt-kit's own text may quote the token.
            throw .invalidToken
        }
        guard claims.iss.value == issuer, claims.aud == audience, let user = UserID(claims.sub.value),
            let conversation = ConversationID(claims.cid)
        else { throw .invalidToken }
        guard now() < claims.exp.value else { throw .expiredToken }
        return Grant(user: user, conversation: conversation)
    }

    /// The collection with the key in it. It is an actor, so the key can only be added where there is something to
    /// await. Two first callers may both add it, which is the same as once.
    private func keys() async -> JWTKeyCollection {
        if !isFilled.load(ordering: .acquiring) {
            await collection.add(hmac: key, digestAlgorithm: .sha256, parser: HS256Parser())
            isFilled.store(true, ordering: .releasing)
        }
        return collection
    }
}
