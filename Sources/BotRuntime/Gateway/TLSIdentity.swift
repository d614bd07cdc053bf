internal import ChannelKit
internal import HummingbirdHTTP2

/// What the server shows and signs with where it speaks TLS itself, and HTTP/2 with it.
public struct TLSIdentity: Sendable, Hashable {
    /// A chain of certificates of a hundred kilobytes is a mistake.
    private static let longestFile = 256 << 10

    /// The server's own first.
    let certificates: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    /// Reads `{ certificate: PATH, key: PATH }`. Nil where nothing is given, or where that is a fault.
    init?(from reader: inout SettingsReader, readFile: (String) throws(FileReadError) -> [UInt8]) {
        let key = SettingsKey(
            name: "tls", kind: "certificate and key, each the path of a PEM file", isRequired: false,
            help: "speak HTTPS and HTTP/2; without it a proxy in front does")
        guard let node = reader.node(key) else { return nil }
        if case .null = node.value { return nil }
        var nested = SettingsReader(node, name: key.name)
        let certificate = nested.text("certificate", help: "the server's certificate and those that vouch for it, PEM")
        let privateKey = nested.text("key", help: "its private key, PEM, without a password")
        nested.finish()
        defer { reader.absorb(nested) }
        guard nested.faults.isEmpty else { return nil }
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(readFile(certificate))
            if certificates.isEmpty { throw FileReadError.unreadable }
        } catch {
            nested.fault("certificate", Self.problem(error, "no certificates in PEM"))
            return nil
        }
        do {
            self.key = try NIOSSLPrivateKey(bytes: readFile(privateKey), format: .pem)
        } catch {
            nested.fault("key", Self.problem(error, "no private key in PEM, or one with a password"))
            return nil
        }
    }

    init?(from reader: inout SettingsReader) {
        self.init(from: &reader) { path throws(FileReadError) in
            try FileContent.read(path, limit: Self.longestFile)
        }
    }

    /// What the library says of a key may quote it.
    private static func problem(_ error: any Error, _ otherwise: String) -> String {
        (error as? FileReadError)?.description ?? otherwise
    }

    var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
