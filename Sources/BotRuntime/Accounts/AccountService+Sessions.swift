import BotStore
public import ChannelKit
import Credentials
import Logging

import struct Foundation.Date

/// Signing in, staying so, and signing out.
extension AccountService {
    public func signIn(
        email text: String, password: Secret, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn {
        // An address that cannot be one is an address that nobody has: the same work, the same answer.
        let start = ContinuousClock.now
        let key = EmailAddress(text)?.key
        let limit = email(key ?? text)
        try await attempt([limit] + address(session))
        var account: Account?
        if let key {
            account = try await kept { () throws(StoreError) in try await accounts.account(emailKey: key) }
        }
        guard let isOld = try await verify(password, against: account?.passwordHash), let account,
            let hash = account.passwordHash
        else { throw await refusal(after: start) }
        let rehashed = isOld ? try await self.hash(password) : nil
        let token = RefreshToken()
        let opening = try await kept { () throws(StoreError) in
            try await accounts.openSession(
                of: account.record.id, newSession(token, session), expecting: hash, rehashed: rehashed,
                forgiving: [limit.key], now: now())
        }
        guard let opening else { throw await refusal(after: start) }
        log("signed in", opening.user)
        return SignedIn(opening, token)
    }

    /// Hashes of another program's take another time than nobody's.
    private func refusal(after start: ContinuousClock.Instant) async -> ChannelError {
        try? await Task.sleep(until: start + policy.refusalTakes, clock: .continuous)
        return .wrongCredentials
    }

    public func refresh(_ token: Secret, for session: SessionRequest) async throws(ChannelError) -> SignedIn {
        guard let shown = RefreshToken(token.value) else { throw .revoked }
        let next = shown.next
        let rotation = SessionRotation(
            channel: instance, familyHash: shown.familyHash, tokenHash: shown.secretHash, newTokenHash: next.secretHash,
            expiresAt: end(of: session))
        switch try await kept({ () throws(StoreError) in try await accounts.rotate(rotation, now: now()) }) {
        case .rotated(let opening): return SignedIn(opening, next)
        case .reused(let user):
            logger.warning(
                "a refresh token was shown twice: the session is ended", metadata: ["user": "\(user)"])
            throw .revoked
        case .unknown: throw .revoked
        }
    }

    public func signOut(_ bearer: Bearer) async throws(ChannelError) {
        _ = try await account(of: bearer)
        try await kept { () throws(StoreError) in
            try await accounts.endSession(bearer.credential, of: bearer.user, now: now())
        }
    }

    public func changePassword(
        of bearer: Bearer, from old: Secret, to new: Secret, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn {
        let account = try await account(of: bearer)
        guard !account.record.isGuest else { throw .notRegistered }
        try Self.check(new)
        try await confirm(old, of: account)
        let hash = try await hash(new)
        let token = RefreshToken()
        let outcome = try await kept { () throws(StoreError) in
            try await accounts.setPassword(
                of: bearer.user, to: hash, expecting: account.passwordHash, session: newSession(token, session),
                now: bearer.credential.revocation(at: now()))
        }
        switch outcome {
        case .changed(let opening?):
            log("changed their password", opening.user)
            return SignedIn(opening, token)
        case .changed: throw .internalFault("nobody is signed in")
        case .changedMeanwhile: throw .wrongCredentials
        case .userNotFound: throw .revoked
        }
    }

    func newSession(_ token: RefreshToken, _ session: SessionRequest) -> NewSession {
        NewSession(
            channel: instance, familyHash: token.familyHash, tokenHash: token.secretHash, expiresAt: end(of: session))
    }

    private func end(of session: SessionRequest) -> Date { now().addingTimeInterval(session.lifetime / .seconds(1)) }
}

extension SignedIn {
    init(_ opening: SessionOpening, _ token: RefreshToken) {
        self.init(
            user: opening.user, conversation: opening.conversation, session: opening.session,
            refreshToken: Secret(token.text))
    }
}

extension UserProfile {
    init(_ record: UserRecord) {
        self.init(
            user: record.id, name: record.name, email: record.email, phoneNumber: record.phoneNumber,
            isGuest: record.isGuest, origin: record.origin, createdAt: record.createdAt)
    }
}
