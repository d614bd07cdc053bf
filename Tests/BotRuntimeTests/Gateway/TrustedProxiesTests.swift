import ChannelKit
import Testing

@testable import BotRuntime

struct TrustedProxiesTests {
    private let proxies = TrustedProxies(["10.0.0.0/8", "192.168.1.7", "fd00::/8"].compactMap { IPNetwork($0) })

    @Test(
        "the client is the right-most entry that is no trusted proxy's",
        arguments: [
            (["203.0.113.9"], "203.0.113.9"),
            (["1.2.3.4, 203.0.113.9, 10.2.3.4"], "203.0.113.9"),
            (["1.2.3.4", "203.0.113.9", "192.168.1.7"], "203.0.113.9"),
            ([" 203.0.113.9:4711 "], "203.0.113.9"),
            (["[2001:db8::1]:80"], "2001:db8::1"),
            (["2001:DB8:0::1, fd12::1"], "2001:db8::1"),
            (["::ffff:203.0.113.9"], "203.0.113.9"),
            (["10.9.9.9, 10.1.1.1"], "10.9.9.9"),
            (["1.2.3.4, unknown, 10.1.1.1"], "10.1.1.1"),
            ([], "10.0.0.1"),
        ] as [([String], String)])
    func trustedPeer(headers: [String], client: String) {
        #expect(proxies.client(peer: "10.0.0.1", forwardedFor: headers) == client)
    }

    @Test func `whoever is not trusted cannot speak for another`() {
        #expect(proxies.client(peer: "203.0.113.9", forwardedFor: ["1.2.3.4"]) == "203.0.113.9")
        #expect(proxies.client(peer: "192.168.1.8", forwardedFor: ["1.2.3.4"]) == "192.168.1.8")
        #expect(TrustedProxies.none.client(peer: "10.0.0.1", forwardedFor: ["1.2.3.4"]) == "10.0.0.1")
        #expect(proxies.client(peer: nil, forwardedFor: ["1.2.3.4"]) == nil)
    }

    @Test(
        "a network is an address, with the bits that count",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
            ("10.1.2.128/25", "10.1.2.127", false),
            ("10.1.2.128/25", "10.1.2.200", true), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
            ("::1", "::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ])
    func networks(network: String, address: String, isInside: Bool) throws {
        let network = try #require(IPNetwork(network))
        #expect(network.contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(
        "what is no network is not taken",
        arguments: ["", "10.0.0.0/33", "10.0.0", "::1/129", "10.0.0.0/", "10.0.0.0/+8", "proxy"])
    func noNetwork(text: String) { #expect(IPNetwork(text) == nil) }
}
