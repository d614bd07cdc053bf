import Foundation
import JWTKit

/// What a token says.
struct TokenClaims: JWTPayload {
    /// The installation of the store that the ids belong to.
    var iss: IssuerClaim
    /// The channel instance, one and no list of them. Not an `AudienceClaim`, which stops the process at an empty list.
    var aud: String
    /// The user's id.
    var sub: SubjectClaim
    /// The conversation's id.
    var cid: String
    /// The session's id. A guest's token belongs to none.
    var sid: String?
    var iat: IssuedAtClaim
    var exp: ExpirationClaim

    /// Nothing here: what the claims are held against (issuer, audience, the clock) is known to `AccessTokens`.
    func verify(using algorithm: some JWTAlgorithm) throws {}
}

/// Reads tokens whose header says HS256 and nothing else.
///
/// jwt-kit picks the algorithm by the key, so `none` and others fail at the signature. But it takes a token that is
/// signed with HS256 while its header says otherwise; this does not.
struct HS256Parser: JWTParser {
    var jsonDecoder: any JWTJSONDecoder = .defaultForJWT

    func parse<Payload: JWTPayload>(
        _ token: some DataProtocol, as type: Payload.Type
    ) throws -> (header: JWTHeader, payload: Payload, signature: Data) {
        let parsed = try DefaultJWTParser(jsonDecoder: jsonDecoder).parse(token, as: type)
        guard parsed.header.alg == "HS256", parsed.header.crit == nil else {
            throw JWTError.unsupportedAlgorithm(alg: nil)
        }
        return parsed
    }
}
