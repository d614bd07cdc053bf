import ChannelKit

/// The proxies whose word is taken for whom they forward.
public struct TrustedProxies: Sendable, Hashable {
    private let networks: [IPNetwork]

    /// Nobody's word.
    public static let none = TrustedProxies([])

    public init(_ networks: [IPNetwork]) { self.networks = networks }

    /// Where a request came from: the peer, or what a trusted peer says, read from the right, up to the first address
    /// that is no trusted proxy's. What stands left of that one may be anybody's invention.
    func client(peer: String?, forwardedFor: [String]) -> String? {
        guard !networks.isEmpty, var client = peer.flatMap(IPAddress.init), isTrusted(client) else {
            return peer
        }
        let entries = forwardedFor.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for entry in entries.suffix(Self.mostEntries).reversed() {
            // Who cannot be read was named by the proxy before: that one is as far as anyone can vouch.
            guard let address = IPAddress(forwarded: entry) else { break }
            client = address
            if !isTrusted(address) { break }
        }
        return client.description
    }

    private func isTrusted(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

    private static let mostEntries = 100
}
