public import ChannelKit

extension BotConfiguration {
    /// How a store is used that several processes serve: PostgreSQL. SQLite needs none of it.
    public struct Sharing: Sendable, Hashable {
        /// After so long without a sign of life a process's work is taken over by the others.
        public var leaseTimeout = Duration.seconds(15)
        public var connections = 8
        /// False behind a pooler that gives each transaction another connection.
        public var preparesStatements = true
        /// Where notices of other processes are heard, if not by `url`.
        public var listenURL: Secret?

        public init() {}

        init(from reader: inout SettingsReader) {
            leaseTimeout = reader.duration(
                "lease_timeout", default: leaseTimeout, in: .seconds(2) ... .seconds(300),
                help: "PostgreSQL: after so long a silent process's work is taken over")
            connections = reader.integer(
                "connections", default: connections, in: 1...100, help: "PostgreSQL: how many connections at most")
            preparesStatements = reader.flag(
                "prepared_statements", default: preparesStatements,
                help: "PostgreSQL: false behind pgbouncer in transaction mode")
            listenURL = reader.optionalSecret(
                "listen_url", help: "PostgreSQL: the server itself, where url is a pooler in transaction mode")
        }
    }
}
