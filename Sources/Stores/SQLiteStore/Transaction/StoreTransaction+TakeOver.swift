import BotStore
import GRDB

extension StoreTransaction {
    /// Marks a new opening of the store. What a dead process was working on waits again, its attempts counted.
    static func takeOver(_ db: Database) throws -> (installation: String, epoch: Int64) {
        guard let installation: String = try db.row(UpkeepStatement.meta, ["installation"])?[0],
            let last: String = try db.row(UpkeepStatement.meta, ["epoch"])?[0], let last = Int64(last)
        else { throw StoreError.corrupt("the store's own table") }
        let epoch = last + 1
        try db.run(UpkeepStatement.setMeta, [String(epoch), "epoch"])
        try db.run(UpkeepStatement.takeOverTurns, [])
        try db.run(UpkeepStatement.takeOverReplies, [])
        return (installation, epoch)
    }
}
