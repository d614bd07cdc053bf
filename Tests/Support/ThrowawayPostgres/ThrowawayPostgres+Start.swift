import Foundation
import Glibc

extension ThrowawayPostgres {
    /// Starts a server.
    public static func start(_ options: Options = Options()) async throws -> ThrowawayPostgres {
        let binaries = try binaries()
        let folder = try makeFolder()
        let keeper = try Keeper(folder: folder, binaries: binaries, user: try owner())
        let password = String(UInt64.random(in: .min ... .max), radix: 36)
        try await keeper.ask("create", password)
        if options.usesTLS { try await keeper.ask("certificates") }
        var tries = 0
        while true {
            let port = try freePort()
            try await keeper.ask("configure", String(port), configuration(options, folder: folder, port: port))
            do {
                try await keeper.ask("start")
            } catch let failure as Failure where failure.description.contains("in use") && tries < 10 {
                // Somebody was faster: another port.
                tries += 1
                continue
            }
            let server = ThrowawayPostgres(folder: folder, port: port, password: password, keeper: keeper)
            try await server.query("CREATE ROLE bot LOGIN PASSWORD '\(password)'")
            return server
        }
    }

    /// One line, with `\n` between its lines.
    private static func configuration(_ options: Options, folder: String, port: Int) -> String {
        // Some two hundred promises run at the same moment, each in two or three stores with four connections.
        var settings = [
            "port": "\(port)", "listen_addresses": "127.0.0.1", "unix_socket_directories": folder,
            "unix_socket_permissions": "0777", "max_connections": "1000", "log_line_prefix": "%m [%p] ",
        ]
        if options.usesTLS {
            settings["ssl"] = "on"
            settings["ssl_cert_file"] = folder + "/server.crt"
            settings["ssl_key_file"] = folder + "/server.key"
        }
        settings.merge(options.settings) { _, chosen in chosen }
        return settings.sorted { $0.key < $1.key }.map { "\($0.key) = '\($0.value)'\\n" }.joined()
    }

    /// Where PostgreSQL's programs are: Debian keeps each version's in a folder of its own, the newest is taken.
    static func binaries() throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.compactMap(Int.init).sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let programs = ["initdb", "postgres", "psql"]
        let found = (newest + path).first { folder in
            programs.allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
        }
        guard let found else {
            throw Failure(description: "no PostgreSQL server is installed: apt-get install postgresql")
        }
        return found
    }

    /// Whom the server runs as, where that is not whoever we are.
    private static func owner() throws -> String? {
        guard geteuid() == 0 else { return nil }
        guard getpwnam("postgres") != nil else {
            throw Failure(description: "PostgreSQL does not run as root: apt-get install postgresql makes its user")
        }
        return "postgres"
    }

    /// A folder with a short name: the path of a Unix socket has 107 bytes.
    private static func makeFolder() throws -> String {
        var template = Array("/tmp/throwaway-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "no folder in /tmp: errno \(errno)") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Below the ports that the kernel gives to outgoing connections, so that it is still free after a restart.
    private static func freePort() throws -> Int {
        for _ in 0..<1_000 {
            let port = Int.random(in: 20_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if result == 0 { return port }
        }
        throw Failure(description: "no port between 20,000 and 32,000 is free")
    }
}
