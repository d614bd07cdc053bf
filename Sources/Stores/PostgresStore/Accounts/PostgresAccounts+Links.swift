import BotStore
import ChannelKit
import PostgresClient

import struct Foundation.Date

extension PostgresAccounts {
    func keepLinkCode(
        _ codeHash: String, for user: UserID, expiresAt: Date, most: Int, now: Date
    ) async throws(StoreError) -> Bool {
        try await first(
            AccountFunction.keepLinkCode,
            [.text(codeHash), .int(user.rawValue), .time(expiresAt), .int(Int64(most)), .time(now)]
        ).flag(0)
    }

    func links(of user: UserID) async throws(StoreError) -> [LinkRecord] {
        var links: [LinkRecord] = []
        for row in try await call(AccountFunction.links, [.int(user.rawValue)]) {
            let id = LinkID(channel: try row.text(0) ?? "", lane: try row.number(1))
            let name = try row.text(2) ?? ""
            if links.last?.id == id {
                links[links.count - 1].names.append(name)
            } else {
                links.append(LinkRecord(id: id, names: [name], linkedAt: try row.time(3) ?? .distantPast))
            }
        }
        return links
    }

    func link(_ identity: LinkedIdentity, to user: UserID, now: Date) async throws(StoreError) -> LinkOutcome {
        let row = try await first(
            AccountFunction.link,
            [
                .text(identity.channel), .text(identity.scope.storable), .text(identity.id.storable),
                .int(user.rawValue), .time(now),
            ])
        switch try row.text(0) {
        case "linked": return .linked
        case "linkedAlready": return .linkedAlready
        case "taken": return .taken
        default: return .userNotFound
        }
    }

    func unlink(_ link: LinkID, of user: UserID, now: Date) async throws(StoreError) -> Bool {
        try await first(
            AccountFunction.unlink, [.int(user.rawValue), .text(link.channel), .int(link.lane), .time(now)]
        ).flag(0)
    }
}
