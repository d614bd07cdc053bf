import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// A user whom the bot knows, as `UserStatement` reads them.
struct KnownUser {
    var id: UserID
    var profile: Profile
    var hasOptedOut: Bool
    var isGuest: Bool
    /// By whose number the chat's lane goes: the guest's who wrote there first, whoever they are by now.
    var lane: UserID
    /// By whose number its conversations go: the lane's, or that of the guest whom an unlinked chat became.
    var key: UserID
    /// Names of theirs that lead nowhere yet, or to somebody else.
    var newNames: [String] = []

    init(_ row: Row) {
        id = UserID(row[0])
        profile = Profile(name: row[1], email: row[2], phoneNumber: row[3])
        hasOptedOut = row[4]
        lane = UserID(row[5])
        key = UserID(row[6])
        isGuest = row[7]
    }
}

extension StoreTransaction {
    /// The sender, where the bot knows them already. Throws a refusal where a credential names nobody.
    func find(_ sender: Sender, bearing credential: Credential? = nil, channel: String) throws -> KnownUser? {
        switch sender {
        case .user(let id):
            let row = try db.row(UserStatement.byID, [id.rawValue])
            guard try credential.map({ try isGood($0, of: id, tokensAfter: row?[8]) }) ?? true else {
                throw IntakeRefused(.revoked)
            }
            guard let row else { throw IntakeRefused(.userNotFound) }
            return KnownUser(row)
        case .identity(let identity):
            return try find(identity, channel: channel)
        case .guest:
            return nil
        }
    }

    /// Whoever is known by any of the names. Where they are several, the platform says that they are one: whoever has
    /// proved who they are, or else the oldest.
    private func find(_ identity: Identity, channel: String) throws -> KnownUser? {
        let names = identity.names
        var found = try names.map { name in
            try db.row(UserStatement.named, [channel, identity.scope, name]).map(KnownUser.init)
        }
        for (number, name) in names.enumerated().dropFirst() {
            guard let user = found[number], user.id != found[0]?.id else { continue }
            if try hasChangedHands(name, from: user, to: identity, channel: channel) { found[number] = nil }
        }
        guard
            var user = found.compactMap(\.self).min(by: { ($0.isGuest ? 1 : 0, $0.id) < ($1.isGuest ? 1 : 0, $1.id) })
        else { return nil }
        user.newNames = zip(names, found).filter { $0.1?.id != user.id }.map(\.0)
        // Who opted out by one name has opted out.
        user.hasOptedOut = found.contains { $0?.hasOptedOut == true }
        return user
    }

    /// Whether an alias that led to a user is now somebody else's, as a telephone number is that was given to a new
    /// owner: the new one has an id of their own, and the user's chat another one of that kind. Kinds differ where a number
    /// stands beside an id that is none; by an alias of the id's own kind the platform says that an id has changed.
    private func hasChangedHands(
        _ alias: String, from user: KnownUser, to identity: Identity, channel: String
    ) throws -> Bool {
        if alias.isNumber == identity.id.isNumber { return false }
        let others = try db.rows(UserStatement.names, [user.id.rawValue, channel, identity.scope, user.lane.rawValue])
            .map { $0[0] as String }
        return others.contains { name in
            name.isNumber == identity.id.isNumber && !identity.names.contains(name)
        }
    }

    /// The sender's row: the one that was found, with what it lacked filled in, or a new one.
    func settle(_ known: KnownUser?, _ sender: Sender, _ profile: Profile, _ intake: Intake) throws -> UserID {
        let user: UserID
        var names: [String] = []
        if let known {
            user = known.id
            names = known.newNames
            try fill(profile, of: known)
            if known.hasOptedOut && !names.isEmpty { try db.run(UserStatement.optOut, [true, user.rawValue]) }
        } else {
            user = UserID(
                try db.insert(
                    UserStatement.insert,
                    [
                        profile.name, profile.email, profile.phoneNumber, intake.channelType,
                        Timestamp.text(intake.now),
                    ]))
            if case .identity(let identity) = sender { names = identity.names }
        }
        if case .identity(let identity) = sender {
            for name in names {
                try db.run(
                    UserStatement.bind,
                    [
                        intake.channel, identity.scope, name, user.rawValue,
                        known.flatMap { $0.lane == user ? nil : $0.lane.rawValue },
                        known.flatMap { $0.key == $0.lane ? nil : $0.key.rawValue }, Timestamp.text(intake.now),
                    ])
            }
        }
        return user
    }

    /// Writes only where there is something to fill, as with most messages there is not.
    private func fill(_ profile: Profile, of user: KnownUser) throws {
        let known = user.profile
        let isNews =
            known.name == nil && profile.name != nil || known.email == nil && profile.email != nil
            || known.phoneNumber == nil && profile.phoneNumber != nil
        if isNews {
            try db.run(
                UserStatement.fillProfile, [profile.name, profile.email, profile.phoneNumber, user.id.rawValue])
        }
    }
}

extension String {
    fileprivate var isNumber: Bool { utf8.allSatisfy { (0x30...0x39).contains($0) } }
}

/// Thrown before an event has written anything: it leaves no trace, its siblings go on.
struct IntakeRefused: Error {
    var refusal: IntakeOutcome.Refusal

    init(_ refusal: IntakeOutcome.Refusal) { self.refusal = refusal }
}
