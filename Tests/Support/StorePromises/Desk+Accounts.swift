import BotStore
import ChannelKit
import Foundation

extension Desk {
    /// A session's hashes, made up.
    func session(_ name: String = "one", lasting seconds: Double = 3600, on channel: String? = nil) -> NewSession {
        NewSession(
            channel: channel ?? self.channel, familyHash: "family-\(name)", tokenHash: "token-\(name)",
            expiresAt: now + seconds)
    }

    func register(
        _ email: String, password hash: String = "hash", as guest: IntakeOutcome.Opening? = nil,
        credential: Credential? = nil, session: NewSession? = nil
    ) async throws -> RegistrationOutcome {
        let credential = credential ?? Credential(issuedAt: now)
        return try await store.accounts.register(
            NewAccount(
                guest: guest.map { ($0.user, $0.conversation, credential) },
                email: AccountEmail(address: email.uppercased(), key: email), passwordHash: hash, name: "Ada",
                origin: "test", session: session), now: now)
    }

    /// Somebody who has registered and is signed in.
    func member(_ email: String = "ada@example.org") async throws -> SessionOpening {
        let outcome = try await register(email, session: session(email))
        guard case .registered(_, let opening?) = outcome else {
            throw PromiseBroken(description: "not registered but \(outcome)")
        }
        return opening
    }

    func account(_ user: UserID, bearing credential: Credential? = nil) async throws -> Account? {
        try await store.accounts.account(user, bearing: credential)
    }

    func rotate(_ name: String, from token: String, to next: String) async throws -> RotationOutcome {
        try await store.accounts.rotate(
            SessionRotation(
                channel: channel, familyHash: "family-\(name)", tokenHash: token, newTokenHash: next,
                expiresAt: now + 3600), now: now)
    }

    /// A message by a token, as a REST caller sends one.
    func write(
        _ content: String, id: String, by opening: SessionOpening, credential: Credential?, mayBegin: Bool = true
    ) async throws -> IntakeOutcome {
        let message = InboundMessage(
            id: id, sender: .user(opening.user), address: ChatAddress(opening.conversation.description),
            conversation: .existing(opening.conversation), content: content, caller: .collects, credential: credential)
        return try require(try await accept([.message(message)], mayBegin: mayBegin).first, "an outcome")
    }

    /// The code of a user's, kept.
    func keepCode(_ code: String, for user: UserID, lasting seconds: Double = 600, most: Int = 5) async throws -> Bool {
        try await store.accounts.keepLinkCode(code, for: user, expiresAt: now + seconds, most: most, now: now)
    }

    /// A message that is a code, and the turn that answers it.
    func tryCode(
        _ code: String, id: String, at address: ChatAddress = "alice", lane: Lane = .sender, attempts: Int = 3,
        from sender: Sender? = nil, mayBegin: Bool = true
    ) async throws -> IntakeOutcome {
        try await say(
            "link \(code)", id: id, from: sender, at: address, lane: lane,
            plan: .link(
                LinkAttempt(
                    codeHash: code, limit: RateLimit(count: attempts, window: .seconds(600)),
                    texts: LinkTexts(
                        linked: "linked", wrong: "wrong", limited: "limited", linkedAlready: "already",
                        unavailable: "unavailable"))), caller: .absent, mayBegin: mayBegin)
    }

    func users() async throws -> [UserRecord] { try await store.users(limit: 100, before: nil) }
}
