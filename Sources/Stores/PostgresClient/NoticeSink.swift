internal import CLibPQ
import Logging

/// Takes what the server merely remarks on, which libpq would otherwise write to the standard error.
final class NoticeSink: Sendable {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// The connection must be closed before this is let go.
    func attach(to connection: OpaquePointer) {
        PQsetNoticeProcessor(
            connection,
            { context, message in
                guard let context else { return }
                let sink = Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue()
                sink.logger.debug("the database remarks", metadata: ["notice": "\(Connector.text(message))"])
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
