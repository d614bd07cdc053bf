import BotStore
import ChannelKit
import Logging
import PostgresClient
import Synchronization

/// The store contract on PostgreSQL, shared by any number of processes.
///
/// Each call is one function of the schema: one round trip, one transaction. What a process works on carries its replica
/// id; every write checks that its lease still holds, by the database's clock. `serve` keeps the lease up, takes over
/// what dead processes left, and says what other processes have done (`notices`).
public final class PostgresStore: Sendable {
    /// How a store is opened.
    public struct Configuration: Sendable {
        /// A `postgres://` URL, or `keyword=value` words.
        public var connection: String
        public var maxConnections = 8
        /// After so long without a sign of life what a process was doing is taken over.
        public var leaseTimeout = Duration.seconds(15)
        /// The instances that this process serves at first: it begins turns of others only where nobody else serves them.
        public var channels: [String] = []
        /// What this process is called in the table of replicas, for people.
        public var name = "bot"
        /// False for a pooler that gives each transaction another connection.
        public var usesPreparedStatements = true
        /// Where notices are heard, if not by `connection`: behind a pooler a session hears none.
        public var listenConnection: String?

        public init(connection: String) { self.connection = connection }
    }

    public let installation: String

    let configuration: Configuration
    let pool: PostgresPool
    /// For the lease alone.
    let leasePool: PostgresPool
    let logger: Logger
    let tenure: Mutex<Tenure>
    let takeover = Mutex<ReplyTakeover?>(nil)
    let board = NoticeBoard()
    /// Hears what is said to the replica that this process is.
    let listener = Mutex<PostgresListener?>(nil)
    public let administration: PostgresAdministration
    /// What holds for turns that this process begins, whatever replica it is registered as.
    let budget = Mutex<DailyBudget?>(nil)
    /// What it serves, likewise.
    let service: Mutex<[String]>

    init(
        configuration: Configuration, pool: PostgresPool, installation: String, replica: Int64, logger: Logger
    ) {
        self.configuration = configuration
        self.pool = pool
        leasePool = PostgresPool(configuration: configuration.leasing, logger: logger)
        self.installation = installation
        self.logger = logger
        tenure = Mutex(Tenure(replica: replica))
        service = Mutex(configuration.channels)
        administration = PostgresAdministration(pool: pool)
    }

    var replica: Int64 { tenure.withLock { $0.replica } }
}
