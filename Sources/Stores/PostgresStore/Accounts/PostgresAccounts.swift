import BotStore
import ChannelKit
import PostgresClient

import struct Foundation.Date

/// Users and their sessions in PostgreSQL, for bots that serve it and for operators beside them. No call needs a lease:
/// none of this is one process's work.
struct PostgresAccounts: AccountStore {
    /// So often is a call made again that was in another one's way.
    private static let mostRaces = 20

    let pool: PostgresPool

    func account(_ user: UserID, bearing credential: Credential?) async throws(StoreError) -> Account? {
        let proof = PostgresValue.credential(credential)
        return try await call(AccountFunction.byID, [.int(user.rawValue)] + proof).first?.account
    }

    func account(emailKey: String) async throws(StoreError) -> Account? {
        try await call(AccountFunction.byEmail, [.text(emailKey)]).first?.account
    }

    func register(_ new: NewAccount, now: Date) async throws(StoreError) -> RegistrationOutcome {
        let guest: [PostgresValue] = [
            new.guest.map { .int($0.user.rawValue) } ?? .null,
            new.guest.map { .int($0.conversation.rawValue) } ?? .null,
        ]
        let person: [PostgresValue] = [
            .text(new.email.address), .text(new.email.key), .text(new.passwordHash), .optional(new.name),
            .optional(new.phoneNumber), .text(new.origin), .session(new.session),
            .time(new.guest?.credential.revocation(at: now) ?? now),
        ]
        let row = try await first(
            AccountFunction.register, guest + PostgresValue.credential(new.guest?.credential) + person)
        switch try row.text(0) {
        case "done": return .registered(UserID(try row.number(1)), try row.opening)
        case "emailTaken": return .emailTaken
        case "alreadyRegistered": return .alreadyRegistered
        default: return .revoked
        }
    }

    func changeProfile(of user: UserID, _ change: AccountChange) async throws(StoreError) -> ProfileOutcome {
        let word = try await first(
            AccountFunction.changeProfile,
            [
                .int(user.rawValue), .optional(change.name), .optional(change.phoneNumber),
                .optional(change.email?.address), .optional(change.isRegistered ? change.email?.key : nil),
            ]
        ).text(0)
        if word == "emailTaken" { return .emailTaken }
        guard word == "changed", let account = try await account(user, bearing: nil) else { return .userNotFound }
        return .changed(account.record)
    }

    func setPassword(
        of user: UserID, to hash: String, expecting expected: String?, session: NewSession?, now: Date
    ) async throws(StoreError) -> PasswordOutcome {
        let row = try await first(
            AccountFunction.setPassword,
            [.int(user.rawValue), .text(hash), .optional(expected), .session(session), .time(now)])
        switch try row.text(0) {
        case "done": return .changed(try row.opening)
        case "changedMeanwhile": return .changedMeanwhile
        default: return .userNotFound
        }
    }

    func delete(_ user: UserID, now: Date) async throws(StoreError) -> Bool {
        try await first(AccountFunction.delete, [.int(user.rawValue), .time(now)]).flag(0)
    }

    func openSession(
        of user: UserID, _ session: NewSession, expecting hash: String, rehashed: String?, forgiving: [String],
        now: Date
    ) async throws(StoreError) -> SessionOpening? {
        try await first(
            AccountFunction.openSession,
            [
                .int(user.rawValue), .session(session), .text(hash), .optional(rehashed), .texts(forgiving), .time(now),
            ]
        ).opening
    }

    func rotate(_ rotation: SessionRotation, now: Date) async throws(StoreError) -> RotationOutcome {
        let row = try await first(
            AccountFunction.rotate,
            [
                .text(rotation.channel), .text(rotation.familyHash), .text(rotation.tokenHash),
                .text(rotation.newTokenHash), .time(rotation.expiresAt), .time(now),
            ])
        if let opening = try row.opening { return .rotated(opening) }
        return try row.text(0) == "reused" ? .reused(UserID(try row.number(1))) : .unknown
    }

    func endSession(_ credential: Credential, of user: UserID, now: Date) async throws(StoreError) {
        _ = try await call(
            AccountFunction.endSession,
            [
                .int(user.rawValue), credential.session.map { .int($0.rawValue) } ?? .null,
                .time(credential.revocation(at: now)),
            ])
    }

    func attempt(_ limits: [AttemptLimit], now: Date) async throws(StoreError) -> Duration? {
        var list: [JSONParameter] = []
        for limit in limits {
            var json = JSONParameter()
            json.set("key", limit.key.storable)
            json.set("count", Int64(limit.limit.count))
            json.set("ms", limit.limit.window.storedMilliseconds)
            list.append(json)
        }
        return try await first(AccountFunction.attempt, [.json(JSONParameter.array(list)), .time(now)])
            .optionalID(0).map { .milliseconds($0) }
    }

    func call(
        _ statement: PostgresStatement, _ parameters: [PostgresValue]
    ) async throws(StoreError) -> [OperatorRow] {
        var races = 0
        while true {
            do {
                return try await pool.run([PostgresQuery(statement, parameters)])[0].map(OperatorRow.init)
            } catch {
                guard error.isRace, races < Self.mostRaces else { throw StoreError(postgres: error) }
                races += 1
                // Not all at once again.
                try? await Task.sleep(for: .milliseconds(Int.random(in: 1...20)))
            }
        }
    }

    func first(_ statement: PostgresStatement, _ parameters: [PostgresValue]) async throws(StoreError) -> OperatorRow {
        guard let row = try await call(statement, parameters).first else {
            throw StoreError(.corrupt, "the database answers nothing")
        }
        return row
    }
}
