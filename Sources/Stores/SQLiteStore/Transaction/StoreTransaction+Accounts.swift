import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    func account(_ user: UserID, bearing credential: Credential? = nil) throws -> Account? {
        guard let row = try db.row(AccountStatement.byID, [user.rawValue]),
            try credential.map({ try isGood($0, of: user, tokensAfter: row[9]) }) ?? true
        else { return nil }
        return try Account(row)
    }

    /// Whether a credential has not been taken back. One without a session is good if it was issued after everything that
    /// takes such back: to the second, for so tokens say it, and in doubt it is not.
    func isGood(_ credential: Credential, of user: UserID, tokensAfter: String?) throws -> Bool {
        if let session = credential.session {
            return try db.row(SessionStatement.isGood, [session.rawValue, user.rawValue]) != nil
        }
        guard let tokensAfter, let date = Timestamp.date(tokensAfter) else { return true }
        return credential.issuedAt.timeIntervalSince1970 > date.timeIntervalSince1970.rounded(.down)
    }

    func register(_ new: NewAccount, now: Date) throws -> RegistrationOutcome {
        if let guest = new.guest {
            guard let account = try account(guest.user) else { return .revoked }
            guard account.record.isGuest else { return .alreadyRegistered }
            guard try self.account(guest.user, bearing: guest.credential) != nil else { return .revoked }
        }
        guard try db.row(AccountStatement.whoHasEmail, [new.email.key]) == nil else { return .emailTaken }
        let now = new.guest?.credential.revocation(at: now) ?? now
        let time = Timestamp.text(now)
        let user: UserID
        if let guest = new.guest {
            user = guest.user
            try db.run(
                AccountStatement.registerGuest,
                [
                    new.name, new.email.address, new.email.key, new.phoneNumber, new.passwordHash, time, time,
                    user.rawValue,
                ])
        } else {
            user = UserID(
                try db.insert(
                    AccountStatement.insert,
                    [
                        new.name, new.email.address, new.email.key, new.phoneNumber, new.passwordHash, new.origin,
                        time, time, time,
                    ]))
        }
        guard let session = new.session else { return .registered(user, nil) }
        return .registered(
            user, try openSession(of: user, session, preferring: new.guest?.conversation, now: now))
    }

    func changeProfile(of user: UserID, _ change: AccountChange) throws -> ProfileOutcome {
        guard try account(user) != nil else { return .userNotFound }
        if change.isRegistered, let email = change.email {
            let owner: Int64? = try db.row(AccountStatement.whoHasEmail, [email.key])?[0]
            guard owner == nil || owner == user.rawValue else { return .emailTaken }
        }
        try db.run(
            AccountStatement.changeProfile,
            [
                change.name, change.email?.address, change.isRegistered ? change.email?.key : nil, change.phoneNumber,
                user.rawValue,
            ])
        guard let account = try account(user) else { return .userNotFound }
        return .changed(account.record)
    }

    func setPassword(
        of user: UserID, to hash: String, expecting expected: String?, session: NewSession?, now: Date
    ) throws -> PasswordOutcome {
        guard let account = try account(user) else { return .userNotFound }
        guard expected == nil || expected == account.passwordHash else { return .changedMeanwhile }
        try db.run(AccountStatement.setPassword, [hash, Timestamp.text(now), user.rawValue])
        try db.run(SessionStatement.endAll, [user.rawValue])
        return .changed(try session.map { try openSession(of: user, $0, preferring: nil, now: now) })
    }
}

extension Account {
    /// A row of `AccountStatement`.
    init(_ row: Row) throws {
        guard let createdAt = Timestamp.date(row[6]) else { throw StoreError.corrupt("a user") }
        self.init(
            record: UserRecord(
                id: UserID(row[0]), name: row[1], email: row[2], phoneNumber: row[3], isGuest: row[4],
                origin: row[5], createdAt: createdAt),
            emailKey: row[7], passwordHash: row[8])
    }
}
