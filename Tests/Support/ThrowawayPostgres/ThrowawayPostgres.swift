import Foundation
import Glibc

/// A real PostgreSQL server of its own for tests, in a temporary folder. It is gone when the process is, however that
/// ends.
///
/// Over its Unix socket, in a folder that only its owner may enter, anybody is who they say they are; over TCP a
/// password is asked for (SCRAM).
public final class ThrowawayPostgres: Sendable {
    public struct Options: Sendable {
        /// Whether it speaks TLS, with a certificate for `localhost` from an authority of its own.
        public var usesTLS: Bool
        /// Lines of its configuration.
        public var settings: [String: String]

        public init(usesTLS: Bool = false, settings: [String: String] = [:]) {
            self.usesTLS = usesTLS
            self.settings = settings
        }
    }

    /// Whom to connect as. Databases belong to `bot`.
    public enum Role: String, Sendable {
        case bot
        case superuser = "postgres"
    }

    /// By which way to connect.
    public enum Route: Sendable {
        case socket
        /// To 127.0.0.1, with the password.
        case tcp
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Where its socket, its log and its certificates are.
    public let folder: String
    public let port: Int
    /// Of both roles.
    public let password: String
    let keeper: Keeper

    init(folder: String, port: Int, password: String, keeper: Keeper) {
        (self.folder, self.port, self.password, self.keeper) = (folder, port, password, keeper)
    }

    /// The one that all tests of a process share, started when it is first asked for.
    public static func shared() async throws -> ThrowawayPostgres { try await starting.value }

    private static let starting = Task { try await ThrowawayPostgres.start() }

    /// The authority that signed the server's certificate, and one that did not. Only with TLS.
    public var authority: String { folder + "/authority.crt" }
    public var strangeAuthority: String { folder + "/stranger.crt" }

    /// A connection URL.
    public func url(database: String, as role: Role = .bot, over route: Route = .socket) -> String {
        switch route {
        case .socket:
            let host = folder.replacingOccurrences(of: "/", with: "%2F")
            return "postgresql://\(role.rawValue)@\(host):\(port)/\(database)"
        case .tcp: return "postgresql://\(role.rawValue):\(password)@127.0.0.1:\(port)/\(database)"
        }
    }

    /// Makes an empty database and returns its URL.
    public func makeDatabase(over route: Route = .socket) async throws -> String {
        url(database: try await makeDatabaseName(), over: route)
    }

    /// Makes an empty database and returns its name.
    public func makeDatabaseName() async throws -> String {
        let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "_")
        // Nobody is ever connected to this template, so nobody is in the way.
        try await query("CREATE DATABASE \(name) OWNER bot TEMPLATE template0")
        return name
    }

    /// Runs statements as the superuser, beside everybody, and returns the rows: values separated by `|`.
    @discardableResult
    public func query(_ sql: String, database: String = "postgres") async throws -> String {
        try await keeper.ask("query", database, sql)
    }

    // MARK: Its life

    /// Disconnects everybody and stops. What was committed stays, and `resume` brings it back.
    public func stop() async throws { try await keeper.ask("stop") }

    /// `kill -9`.
    public func kill() async throws { try await keeper.ask("kill") }

    /// Starts again, on the same port, with the same data.
    public func resume() async throws { try await keeper.ask("start") }

    public func restart() async throws {
        try await stop()
        try await resume()
    }

    /// What it logged so far.
    public var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }
}
