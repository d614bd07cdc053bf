import BotRuntime
import ChannelKit
import PostgresStore

extension PostgresStore.Configuration {
    /// The store's settings from what the YAML says.
    init(_ configuration: BotConfiguration) {
        var connection = ""
        if case .postgres(let url) = configuration.store { connection = url.value }
        self.init(connection: connection)
        maxConnections = configuration.sharing.connections
        leaseTimeout = configuration.sharing.leaseTimeout
        usesPreparedStatements = configuration.sharing.preparesStatements
        listenConnection = configuration.sharing.listenURL?.value
        channels = configuration.channels.map(\.name)
        name = ProcessName.current
    }
}
