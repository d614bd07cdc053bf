public import BotStore
public import ChannelKit
public import Credentials
public import Logging

public import struct Foundation.Date

/// What channels are given of the people who have signed up: the store's accounts, with passwords and attempts between.
///
/// One for each channel instance; they share the threads on which passwords are hashed.
public struct AccountService: Accounts {
    let accounts: any AccountStore
    let workers: PasswordWorkers
    let instance: String
    let type: ChannelType
    let policy: AccountPolicy
    let logger: Logger
    let now: @Sendable () -> Date

    public init(
        accounts: any AccountStore, workers: PasswordWorkers = PasswordWorkers(), instance: String, type: ChannelType,
        policy: AccountPolicy = AccountPolicy(), logger: Logger, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.accounts = accounts
        self.workers = workers
        self.instance = instance
        self.type = type
        self.policy = policy
        self.logger = logger
        self.now = now
    }

    public func register(
        _ registration: Registration, as guest: Bearer?, for session: SessionRequest
    ) async throws(ChannelError) -> SignedIn {
        guard let email = EmailAddress(registration.email) else { throw .invalidEmail }
        try Self.check(registration.password)
        try await attempt(address(session))
        // Before anybody is looked for: what is told about an address takes the same time, whatever it is.
        let hash = try await hash(registration.password)
        let token = RefreshToken()
        let new = NewAccount(
            guest: guest.map { ($0.user, $0.conversation, $0.credential) },
            email: AccountEmail(address: email.address, key: email.key), passwordHash: hash, name: registration.name,
            phoneNumber: registration.phoneNumber, origin: type.name, session: newSession(token, session))
        switch try await kept({ () throws(StoreError) in try await accounts.register(new, now: now()) }) {
        case .registered(_, let opening?):
            log("registered", opening.user)
            return SignedIn(opening, token)
        case .registered: throw .internalFault("nobody is signed in")
        case .emailTaken: throw .emailTaken
        case .alreadyRegistered: throw .alreadyRegistered
        case .revoked: throw .revoked
        }
    }

    public func profile(of bearer: Bearer) async throws(ChannelError) -> UserProfile {
        UserProfile(try await account(of: bearer).record)
    }

    public func changeProfile(
        of bearer: Bearer, _ change: ProfileChange
    ) async throws(ChannelError) -> UserProfile {
        let account = try await account(of: bearer)
        let isRegistered = !account.record.isGuest
        var email: AccountEmail?
        if let text = change.email {
            guard let address = EmailAddress(text) else { throw .invalidEmail }
            email = AccountEmail(address: address.address, key: address.key)
            // Whoever finds a phone that is signed in cannot take the account away.
            if isRegistered, address.key != account.emailKey { try await confirm(change.password, of: account) }
        }
        let wanted = AccountChange(
            name: change.name, phoneNumber: change.phoneNumber, email: email, isRegistered: isRegistered)
        switch try await kept({ () throws(StoreError) in try await accounts.changeProfile(of: bearer.user, wanted) }) {
        case .changed(let record): return UserProfile(record)
        case .emailTaken: throw .emailTaken
        case .userNotFound: throw .revoked
        }
    }

    public func delete(_ bearer: Bearer) async throws(ChannelError) {
        _ = try await account(of: bearer)
        _ = try await kept { () throws(StoreError) in try await accounts.delete(bearer.user, now: now()) }
        log("left, with everything of theirs", bearer.user)
    }

    public func export(
        _ bearer: Bearer
    ) async throws(ChannelError) -> @Sendable (any HTTPBodyWriter) async throws -> Void {
        _ = try await account(of: bearer)
        let export = AccountExport(user: bearer.user, accounts: accounts, exportedAt: now())
        return { writer in try await export.write { bytes in try await writer.write(bytes) } }
    }

    /// The bearer, if their token has not been taken back.
    func account(of bearer: Bearer) async throws(ChannelError) -> Account {
        let found = try await kept { () throws(StoreError) in
            try await accounts.account(bearer.user, bearing: bearer.credential)
        }
        guard let found else { throw .revoked }
        return found
    }

    func kept<Value: Sendable>(
        _ call: () async throws(StoreError) -> Value
    ) async throws(ChannelError) -> Value {
        do {
            return try await call()
        } catch {
            logger.error("accounts cannot be reached", metadata: ["error": "\(error)"])
            throw ChannelError(store: error)
        }
    }

    /// Ids only: who somebody is belongs in no log.
    func log(_ what: String, _ user: UserID) { logger.info("a user has \(what)", metadata: ["user": "\(user)"]) }
}
