public import BotStore
import GRDB
import Synchronization

/// The store contract on one SQLite file, served by one process at a time.
///
/// All writes go through one writer. Calls that wait at the same time share a transaction, and with it the one sync
/// to the disk that makes them durable (`synchronous=FULL`); each still succeeds or fails alone. Reads run beside it,
/// on connections of their own.
public final class SQLiteStore: Sendable {
    public let installation: String

    let connection: SQLiteConnection
    /// Which opening of this file this is. Rows that are being worked on carry it, so that what an earlier process
    /// began cannot be ended twice.
    let epoch: Int64
    public let administration: SQLiteAdministration
    let budget = Mutex<DailyBudget?>(nil)

    init(connection: SQLiteConnection, installation: String, epoch: Int64) {
        self.connection = connection
        self.installation = installation
        self.epoch = epoch
        self.administration = SQLiteAdministration(connection: connection)
    }
}

extension SQLiteStore: Store {
    /// Turns that are still running wait for the next opening; an orderly end casts no suspicion on them.
    public func close() async {
        try? await connection.write { [epoch] db in try db.run(RecoveryStatement.release, [epoch]) }
        await connection.close()
    }
}

extension SQLiteStore: AdministeredStore {}
