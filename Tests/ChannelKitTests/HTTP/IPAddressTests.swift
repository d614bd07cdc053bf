import ChannelKit
import Testing

@Suite("Addresses of the internet")
struct IPAddressTests {
    @Test(
        "an address tells whose it is: of IPv6 by its network",
        arguments: [
            ("203.0.113.9", "203.0.113.9"), ("::ffff:203.0.113.9", "203.0.113.9"), ("::1", "::/64"),
            ("2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::", "2001:db8:1:2::/64"),
            ("2001:db8::2:3:4:5:6", "2001:db8:0:2::/64"),
        ])
    func subscriber(address: String, subscriber: String) throws {
        #expect(try #require(IPAddress(address)).subscriber == subscriber)
        #expect(IPAddress.subscriber(of: address) == subscriber)
    }

    @Test("an address is one, however it is written")
    func spelling() {
        #expect(IPAddress("2001:DB8:0:0:0:0:0:1") == IPAddress("2001:db8::1"))
        #expect(IPAddress("2001:DB8:0:0:0:0:0:1")?.description == "2001:db8::1")
        #expect(IPAddress("192.0.2.1")?.bytes == [192, 0, 2, 1])
    }

    @Test(
        "what is no address counts for itself",
        arguments: ["", "example.com", "[::1]", "1.2.3", "fe80::1%eth0", "1.2.3.4:80"])
    func other(text: String) {
        #expect(IPAddress(text) == nil)
        #expect(IPAddress.subscriber(of: text) == text)
    }
}
