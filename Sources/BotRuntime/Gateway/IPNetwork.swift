import Glibc

/// Addresses that begin alike, such as `10.0.0.0/8`, or one alone.
public struct IPNetwork: Sendable, Hashable {
    /// An IPv4 or IPv6 address. An IPv4 address in IPv6's clothes (`::ffff:1.2.3.4`) is the IPv4 address.
    struct Address: Sendable, Hashable, CustomStringConvertible {
        /// 4 or 16.
        let bytes: [UInt8]

        init?(_ text: String) {
            guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
            let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
            var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
            guard inet_pton(family, text, &bytes) == 1 else { return nil }
            let isMapped = bytes.count == 16 && bytes[..<12].elementsEqual(Self.mapped)
            self.bytes = isMapped ? Array(bytes[12...]) : bytes
        }

        private init(bytes: [UInt8]) { self.bytes = bytes }

        /// As in `X-Forwarded-For`: perhaps with spaces around it, in brackets, or with a port.
        init?(forwarded entry: Substring) {
            var text = entry
            while text.first == " " || text.first == "\t" { text.removeFirst() }
            while text.last == " " || text.last == "\t" { text.removeLast() }
            if text.first == "[" {
                guard let end = text.firstIndex(of: "]") else { return nil }
                text = text[text.index(after: text.startIndex)..<end]
            } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1 {
                text = text.prefix { $0 != ":" }
            }
            self.init(String(text))
        }

        var description: String {
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            inet_ntop(bytes.count == 16 ? AF_INET6 : AF_INET, bytes, &text, socklen_t(text.count))
            return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }

        /// Whose it is, as far as the address says. Whoever has one IPv6 address has all that begin with the same 64 bits,
        /// and may take another for each request (RFC 4291, 2.5.4).
        var subscriber: String {
            guard bytes.count == 16 else { return description }
            return Address(bytes: bytes[..<8] + [UInt8](repeating: 0, count: 8)).description + "/64"
        }

        private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    }

    private let address: Address
    /// How many of its bits count.
    private let bits: Int

    /// An address, or one with the number of bits that count: `192.168.1.7`, `10.0.0.0/8`, `fd00::/8`.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = halves.first, let address = Address(String(first)) else { return nil }
        let most = address.bytes.count * 8
        self.address = address
        guard halves.count == 2 else {
            bits = most
            return
        }
        guard halves[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(halves[1]),
            (0...most).contains(bits)
        else { return nil }
        self.bits = bits
    }

    func contains(_ other: Address) -> Bool {
        guard address.bytes.count == other.bytes.count else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard address.bytes[..<whole].elementsEqual(other.bytes[..<whole]) else { return false }
        return rest == 0 || (address.bytes[whole] ^ other.bytes[whole]) >> UInt8(8 - rest) == 0
    }
}
