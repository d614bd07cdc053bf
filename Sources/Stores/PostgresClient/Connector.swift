internal import CLibPQ
import Glibc
import Logging

import class Foundation.Thread

/// An open connection on its way to the thread that drives it.
// Sendable though it holds a pointer: it is handed over, and whoever hands it over does not keep it.
struct Connected: @unchecked Sendable {
    let pointer: OpaquePointer
    /// To be kept as long as the connection.
    let sink: NoticeSink

    /// For one that nobody wants any more.
    func close() { PQfinish(pointer) }
}

/// Opens connections, each on a thread of its own: looking up a name and the greetings of TLS may block.
enum Connector {
    static func open(
        _ configuration: PostgresPool.Configuration, logger: Logger,
        _ done: @escaping @Sendable (Result<Connected, PostgresError>) -> Void
    ) {
        let thread = Thread { done(connect(configuration, logger: logger)) }
        thread.name = "postgres-connect"
        thread.start()
    }

    static func connect(
        _ configuration: PostgresPool.Configuration, logger: Logger
    ) -> Result<Connected, PostgresError> {
        if let fault = ConnectionString.fault(in: configuration.connection) { return .failure(fault) }
        let parameters = configuration.parameters
        let names = parameters.map { strdup($0.name) } + [nil]
        let values = parameters.map { strdup($0.value) } + [nil]
        defer { for text in names + values { free(text) } }
        let connection = PQconnectdbParams(
            names.map { $0.map { UnsafePointer($0) } }, values.map { $0.map { UnsafePointer($0) } }, 1)
        guard let connection else {
            return .failure(PostgresError(.unreachable, "there is no memory for a connection"))
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            var message = text(PQerrorMessage(connection))
            if let password = PQpass(connection).map({ String(cString: $0) }), !password.isEmpty {
                message = message.split(separator: password, omittingEmptySubsequences: false).joined(separator: "***")
            }
            PQfinish(connection)
            return .failure(PostgresError(.unreachable, message))
        }
        let sink = NoticeSink(logger: logger)
        sink.attach(to: connection)
        return .success(Connected(pointer: connection, sink: sink))
    }

    /// A message of libpq's in one line. It names hosts and users and never a password.
    static func text(_ message: UnsafePointer<CChar>?) -> String {
        guard let message else { return "" }
        return String(cString: message).split(whereSeparator: \.isNewline)
            .map { $0.trimmingPrefix(while: \.isWhitespace) }.joined(separator: "; ")
    }
}
