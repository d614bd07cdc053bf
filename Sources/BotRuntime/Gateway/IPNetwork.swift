import ChannelKit

/// Addresses that begin alike, such as `10.0.0.0/8`, or one alone.
public struct IPNetwork: Sendable, Hashable {
    private let address: IPAddress
    /// How many of its bits count.
    private let bits: Int

    /// An address, or one with the number of bits that count: `192.168.1.7`, `10.0.0.0/8`, `fd00::/8`.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = halves.first, let address = IPAddress(String(first)) else { return nil }
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

    func contains(_ other: IPAddress) -> Bool {
        guard address.bytes.count == other.bytes.count else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard address.bytes[..<whole].elementsEqual(other.bytes[..<whole]) else { return false }
        return rest == 0 || (address.bytes[whole] ^ other.bytes[whole]) >> UInt8(8 - rest) == 0
    }
}
