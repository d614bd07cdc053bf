import BotStore
import ChannelKit
import GRDB

extension StoreTransaction {
    /// What a platform has reported on a reply, and what follows from it.
    enum Report: String {
        case sent, delivered, read
        /// It failed: for good, to be sent again, to be sent the other way.
        case dead, again, fallback

        /// Whether the reply has reached the platform, or its reader.
        var isArrival: Bool { rank != nil }

        /// How far it has come.
        var rank: Int? {
            switch self {
            case .sent: 0
            case .delivered: 1
            case .read: 2
            case .dead, .again, .fallback: nil
            }
        }
    }

    /// A reply on which a platform reports.
    struct Reported {
        var id: ReplyID
        var channel: String
        var lane: String
        var state: String
        var attempts: Int
        /// Those since an operator asked for it again, where one did.
        var attemptsSince: Int
        var reported: Report?
        var hasPlatformIDs: Bool
        var usesFallback: Bool
        /// The attempt that the platform's id belongs to, where it is known.
        var attempt: Int?
    }

    func find(_ id: ReplyID?, _ platformID: String, channel: String) throws -> Reported? {
        let receipt = try db.row(StatusStatement.receipt, [channel, platformID])
        guard let id = id ?? receipt.map({ ReplyID($0[0]) }),
            let row = try db.row(StatusStatement.reply, [id.rawValue]), row[0] == channel
        else { return nil }
        // The platform's id belongs to another reply: one of the two is not to be believed.
        if let receipt, receipt[0] != id.rawValue { return nil }
        let platformIDs: String? = row[5]
        return Reported(
            id: id, channel: row[0], lane: row[1], state: row[2], attempts: row[3], attemptsSince: row[7],
            reported: (row[4] as String?).flatMap(Report.init), hasPlatformIDs: (platformIDs ?? "[]") != "[]",
            usesFallback: row[6], attempt: receipt?[1])
    }
}
