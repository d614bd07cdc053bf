#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An IPv4 or IPv6 address. An IPv4 address in IPv6's clothes (`::ffff:1.2.3.4`) is the IPv4 address.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16, in the network's order.
    public let bytes: [UInt8]

    /// An address as it is written, without a port, a zone or brackets. Nil for anything else, names too.
    public init?(_ text: String) {
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
        var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
        guard inet_pton(family, text, &bytes) == 1 else { return nil }
        let isMapped = bytes.count == 16 && bytes[..<12].elementsEqual(Self.mapped)
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// In its shortest form, in small letters (RFC 5952).
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 16 ? AF_INET6 : AF_INET, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whose it is, as far as the address says: what limits are to be counted by. Whoever has one IPv6 address has all that
    /// begin with the same 64 bits, and may take another for each request (RFC 4291, 2.5.4).
    public var subscriber: String {
        guard bytes.count == 16 else { return description }
        return IPAddress(bytes: bytes[..<8] + [UInt8](repeating: 0, count: 8)).description + "/64"
    }

    /// The same for an address that may be none, such as a socket's path: then it is the text.
    public static func subscriber(of text: String) -> String { IPAddress(text)?.subscriber ?? text }

    private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
}
