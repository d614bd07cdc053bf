import BotStore
import ChannelKit
import PostgresClient

import struct Foundation.Date

extension OperatorRow {
    /// A row of `AccountFunction.byID` or `byEmail`.
    var account: Account {
        get throws(StoreError) {
            Account(
                record: UserRecord(
                    id: UserID(try number(0)), name: try text(1), email: try text(2), phoneNumber: try text(3),
                    isGuest: try flag(4), origin: try text(5) ?? "", createdAt: try time(6) ?? .distantPast),
                emailKey: try text(7), passwordHash: try text(8))
        }
    }

    /// A row of `ck3_signed_in`; nil where nobody is.
    var opening: SessionOpening? {
        get throws(StoreError) {
            guard let session = try optionalID(3) else { return nil }
            return SessionOpening(
                user: UserID(try number(1)), conversation: ConversationID(try number(2)), session: SessionID(session))
        }
    }

    func optionalID(_ column: Int) throws(StoreError) -> Int64? {
        do { return try row.int(column) } catch { throw StoreError(postgres: error) }
    }
}

extension PostgresValue {
    /// A credential's two parameters.
    static func credential(_ credential: Credential?) -> [PostgresValue] {
        [
            credential?.session.map { .int($0.rawValue) } ?? .null,
            credential.map { .time($0.issuedAt) } ?? .null,
        ]
    }

    static func session(_ session: NewSession?) -> PostgresValue {
        guard let session else { return .null }
        var json = JSONParameter()
        json.set("channel", session.channel)
        json.set("family", session.familyHash)
        json.set("token", session.tokenHash)
        json.set("expires", session.expiresAt)
        return .json(json.text)
    }
}
