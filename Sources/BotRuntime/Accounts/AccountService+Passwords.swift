import BotStore
import ChannelKit
import Credentials

/// Passwords, and how often they may be tried.
extension AccountService {
    static func check(_ password: Secret) throws(ChannelError) {
        let count = password.value.utf8.count
        guard PasswordHash.passwordBytes.contains(count) else { throw .unfitPassword }
    }

    func hash(_ password: Secret) async throws(ChannelError) -> String {
        let hash = try await working { PasswordHash.making(password.value) }
        guard let hash else { throw .internalFault("a password could not be hashed: is there memory?") }
        return hash.text
    }

    /// Throws where the password is not the user's. One try of those that the address has.
    func confirm(_ password: Secret?, of account: Account) async throws(ChannelError) {
        guard let password, let key = account.emailKey else { throw .wrongCredentials }
        try await attempt([email(key)])
        guard try await verify(password, against: account.passwordHash) != nil else { throw .wrongCredentials }
    }

    /// Nil: it is another one. Else whether it should be hashed anew.
    func verify(_ password: Secret, against text: String?) async throws(ChannelError) -> Bool? {
        let hash = text.flatMap { PasswordHash($0) }
        // For nobody, and for whoever has no password, the same work.
        let isRight = try await working { (hash ?? .nobodys).matches(password.value) }
        guard let hash, isRight else { return nil }
        return !hash.isCurrent
    }

    private func working<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value
    ) async throws(ChannelError) -> Value {
        do { return try await workers.run(body) } catch { throw .overloaded(retryAfter: .seconds(2)) }
    }

    func attempt(_ limits: [AttemptLimit]) async throws(ChannelError) {
        guard !limits.isEmpty else { return }
        let wait = try await kept { () throws(StoreError) in try await accounts.attempt(limits, now: now()) }
        if let wait { throw .tooManyAttempts(wait) }
    }

    /// What is counted is not who it was: keys are fingerprints.
    func email(_ key: String) -> AttemptLimit {
        AttemptLimit(key: "signin:\(Fingerprint.of(key, kind: "email"))", limit: policy.signInsPerEmail)
    }

    func address(_ session: SessionRequest) -> [AttemptLimit] {
        guard let address = session.remoteAddress else { return [] }
        // A subscriber of IPv6 has as many addresses as they like.
        let key = "attempts:\(Fingerprint.of(IPAddress.subscriber(of: address), kind: "address"))"
        return [AttemptLimit(key: key, limit: policy.attemptsPerAddress)]
    }
}
