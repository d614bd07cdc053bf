import ChannelKit
import Foundation

extension HTTPChannel {
    /// What a token grants, and by what it can be taken back. The store looks at that in the transaction that records what
    /// the token asks for.
    func principal(_ grant: AccessTokens.Grant, issuedAt: Date) -> Principal {
        var claims = [
            Self.conversationClaim: grant.conversation.description,
            Self.issuedClaim: String(Int64(issuedAt.timeIntervalSince1970)),
        ]
        claims[Self.sessionClaim] = grant.session?.description
        return Principal(authority: .user, subject: grant.user.description, claims: claims)
    }

    /// Nil for whoever is no bearer of a token: a ticket's holder, say, whose ticket is good for a minute.
    func credential(of principal: Principal) -> Credential? {
        guard let seconds = principal.claims[Self.issuedClaim].flatMap(Int64.init) else { return nil }
        return Credential(
            session: principal.claims[Self.sessionClaim].flatMap { SessionID($0) },
            issuedAt: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}
