import ArgumentParser
import NIOCore

/// A server on this machine, as `http://HOST:PORT`.
struct Address: ExpressibleByArgument, Sendable {
    let host: String
    let port: Int

    init?(argument: String) {
        guard argument.hasPrefix("http://") else { return nil }
        let parts = argument.dropFirst(7).split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else { return nil }
        host = String(parts[0])
        self.port = port
    }
}
