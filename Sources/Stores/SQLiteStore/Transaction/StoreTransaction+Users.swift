import BotStore
import ChannelKit
import GRDB

extension StoreTransaction {
    /// The sender, where the bot knows them already. Throws a refusal where a credential names nobody.
    func find(_ sender: Sender, channel: String) throws -> UserID? {
        switch sender {
        case .user(let id):
            guard try db.row(UserStatement.profile, [id.rawValue]) != nil else {
                throw IntakeRefused(.userNotFound)
            }
            return id
        case .identity(let identity):
            return try db.row(UserStatement.identity, [channel, identity.scope, identity.id]).map { UserID($0[0]) }
        case .guest:
            return nil
        }
    }

    /// The sender's row: the one that was found, with what it lacked filled in, or a new one.
    func settle(_ known: UserID?, _ sender: Sender, _ profile: Profile, _ intake: Intake) throws -> UserID {
        if let known {
            try fill(profile, of: known)
            return known
        }
        let now = Timestamp.text(intake.now)
        let user = UserID(
            try db.insert(
                UserStatement.insert,
                [profile.name, profile.email, profile.phoneNumber, intake.channelType, now]))
        if case .identity(let identity) = sender {
            try db.run(
                UserStatement.insertIdentity, [intake.channel, identity.scope, identity.id, user.rawValue, now])
        }
        return user
    }

    /// Writes only where there is something to fill, as with most messages there is not.
    private func fill(_ profile: Profile, of user: UserID) throws {
        if profile == Profile() { return }
        guard let row = try db.row(UserStatement.profile, [user.rawValue]) else { return }
        let (name, email, phone): (String?, String?, String?) = (row[0], row[1], row[2])
        let isNews =
            name == nil && profile.name != nil || email == nil && profile.email != nil
            || phone == nil && profile.phoneNumber != nil
        if isNews {
            try db.run(
                UserStatement.fillProfile, [profile.name, profile.email, profile.phoneNumber, user.rawValue])
        }
    }
}

/// Thrown before an event has written anything: it leaves no trace, its siblings go on.
struct IntakeRefused: Error {
    var refusal: IntakeOutcome.Refusal

    init(_ refusal: IntakeOutcome.Refusal) { self.refusal = refusal }
}
