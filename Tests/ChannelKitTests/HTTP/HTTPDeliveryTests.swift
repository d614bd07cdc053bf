import ChannelKit
import HTTPTypes
import SeededRandom
import Testing

@Suite("An HTTP delivery")
struct HTTPDeliveryTests {
    static func delivery(_ target: String?) -> HTTPDelivery {
        HTTPDelivery(
            request: HTTPRequest(method: .get, scheme: nil, authority: nil, path: target), requestID: "r")
    }

    @Test(
        "has a path without its query",
        arguments: [
            ("/a/b?c=d?e", "/a/b"), ("/", "/"), ("/a%20b", "/a%20b"), ("?a", ""), ("", ""),
        ])
    func path(target: String, expected: String) { #expect(Self.delivery(target).path == expected) }

    @Test("without a target is at the root")
    func noPath() {
        #expect(Self.delivery(nil).path == "/")
        #expect(Self.delivery(nil).query("a") == nil)
    }

    @Test(
        "finds a query item and decodes it",
        arguments: [
            ("/?a=1", "1"), ("/?b=2&a=1&a=3", "1"), ("/?a", ""), ("/?a=", ""), ("/?%61=1", "1"),
            ("/?a=x%20y+z%2B", "x y z+"),
            ("/?a=b=c", "b=c"), ("/?&&a=1", "1"), ("/?a=%C3%A9", "é"), ("/?a=?", "?"),
        ])
    func query(target: String, expected: String) { #expect(Self.delivery(target).query("a") == expected) }

    @Test(
        "has no item where there is none, or where it cannot be decoded",
        arguments: [
            "/", "/?", "/?b=1", "/?A=1", "/a=1", "/?a=%", "/?a=%4", "/?a=%zz", "/?a=%FF", "/?%=1",
        ])
    func noQuery(target: String) { #expect(Self.delivery(target).query("a") == nil) }

    @Test("gives back every value that was encoded, 100,000 times")
    func roundTrip() {
        var generator = SeededGenerator(seed: 5)
        let hex = Array("0123456789ABCDEF")
        for _ in 0..<100_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                scalars.append(Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator)) ?? "%")
            }
            let value = String(scalars)
            let encoded = String(value.utf8.flatMap { ["%", hex[Int($0 >> 4)], hex[Int($0 & 15)]] })
            guard Self.delivery("/?x=1&key=\(encoded)").query("key") == value else {
                Issue.record("\(Array(value.utf8))")
                return
            }
        }
    }

    @Test("takes any target without harm, 100,000 times")
    func fuzz() {
        var generator = SeededGenerator(seed: 6)
        let alphabet = Array("/?&=%+a1F\u{0}é")
        for _ in 0..<100_000 {
            let target = String(
                (0..<Int.random(in: 0...16, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "/"
                })
            let delivery = Self.delivery(target)
            _ = delivery.query("a")
            _ = delivery.query("")
            if delivery.path.contains("?") { Issue.record("\(target)") }
        }
    }
}
