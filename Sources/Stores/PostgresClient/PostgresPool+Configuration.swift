extension PostgresPool {
    /// How a pool connects, and within which limits.
    public struct Configuration: Sendable {
        /// A URL (`postgres://…`) or words (`host=… dbname=…`), as libpq takes them: TLS, sockets and passwords included.
        public var connection: String
        public var maxConnections = 8
        /// For opening a connection.
        public var connectTimeout = Duration.seconds(5)
        /// For a batch, once it is sent. Then it is cancelled on the server.
        public var queryTimeout = Duration.seconds(10)
        /// For a batch that waits for a connection.
        public var acquireTimeout = Duration.seconds(10)
        /// For what is under way when the pool is closed.
        public var closeTimeout = Duration.seconds(10)
        /// So many batches may wait for a connection.
        public var mostWaiting = 16_384
        /// False for a pooler that gives each transaction another connection.
        public var usesPreparedStatements = true
        public var applicationName = "channelkit"

        public init(connection: String) { self.connection = connection }
    }
}

extension PostgresPool.Configuration {
    /// A session whose client is gone without a word holds no lock for long, also while it waits for one itself. A pooler that shares its sessions takes no settings.
    private static let sessionSettings = [
        "client_connection_check_interval=5s", "idle_in_transaction_session_timeout=15s", "tcp_keepalives_idle=5",
        "tcp_keepalives_interval=3", "tcp_keepalives_count=3", "tcp_user_timeout=15s",
    ].map { "-c \($0)" }.joined(separator: " ")

    /// In libpq's words. What the connection string says wins over what stands before it.
    var parameters: [(name: String, value: String)] {
        let (seconds, _) = connectTimeout.components
        return [
            ("connect_timeout", String(max(2, seconds))), ("application_name", applicationName),
            ("gssencmode", "disable"),
            // A server that is gone without a word is noticed within a quarter of a minute.
            ("keepalives_idle", "5"), ("keepalives_interval", "3"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "15000"),
            ("options", usesPreparedStatements ? Self.sessionSettings : ""),
            ("dbname", connection),
            // Our texts are UTF-8, whatever it says.
            ("client_encoding", "UTF8"),
        ]
    }
}
