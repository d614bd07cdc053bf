import ChannelKit
import SeededRandom
import Testing

@Suite("Durations, sizes, addresses and names as people write them")
struct SettingsTextTests {
    @Test(
        "durations",
        arguments: [
            ("500ms", 500), ("30s", 30_000), ("5m", 300_000), ("12h", 43_200_000), ("7d", 604_800_000), ("0s", 0),
            ("007s", 7_000),
        ])
    func durations(text: String, milliseconds: Int) { #expect(DurationText.parse(text) == .milliseconds(milliseconds)) }

    @Test(
        "no durations",
        arguments: [
            "", "s", "5", "5 s", "5S", "-5s", "+5s", "1.5s", "5min", "5sm", "٥s", "9999999999999s",
            "99999999999999999999s", "1e3s",
        ])
    func noDurations(text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(
        "sizes",
        arguments: [
            ("0", 0), ("10", 10), ("10B", 10), ("64KB", 65_536), ("4MB", 4_194_304), ("2GB", 2_147_483_648),
        ])
    func sizes(text: String, bytes: Int) { #expect(SizeText.parse(text) == bytes) }

    @Test(
        "no sizes",
        arguments: ["", "KB", "4 MB", "4mb", "4MiB", "-1", "1.5MB", "99999999999999999999", "9999999999999GB"])
    func noSizes(text: String) { #expect(SizeText.parse(text) == nil) }

    @Test("what is written is read back the same, 100,000 times")
    func roundTrips() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<100_000 {
            let milliseconds =
                Int64.random(in: 0...1_000_000_000_000, using: &generator)
                >> Int64.random(in: 0...40, using: &generator)
            let bytes = Int.random(in: 0...(1 << 40), using: &generator) >> Int.random(in: 0...40, using: &generator)
            let duration = Duration.milliseconds(milliseconds)
            guard DurationText.parse(DurationText.write(duration)) == duration,
                SizeText.parse(SizeText.write(bytes)) == bytes
            else {
                Issue.record("\(milliseconds) ms, \(bytes) bytes")
                return
            }
        }
        #expect(DurationText.write(.seconds(86_400)) == "1d")
        #expect(DurationText.write(.seconds(90)) == "90s")
        #expect(DurationText.write(.zero) == "0s")
        #expect(SizeText.write(4 << 20) == "4MB")
    }

    @Test(
        "addresses",
        arguments: [
            ("http://localhost", "http://localhost"), ("https://api.example.com/v1/", "https://api.example.com/v1"),
            ("HTTP://Host:8080///", "HTTP://Host:8080"), ("http://127.0.0.1:1/a/b", "http://127.0.0.1:1/a/b"),
            ("http://[::1]:8080/v1", "http://[::1]:8080/v1"), ("https://[fe80::1]", "https://[fe80::1]"),
            ("http://my_host-1.local", "http://my_host-1.local"),
        ])
    func addresses(text: String, normalized: String) { #expect(WebAddress.normalized(text) == normalized) }

    @Test(
        "no addresses",
        arguments: [
            "", "http:", "http://", "http:///v1", "https://:80", "ftp://host", "host:80", "//host", "http://host:0",
            "http://host:65536",
            "http://host:", "http://host:8o", "http://user@host", "http://u:p@host", "http://host?x", "http://host/#a",
            "http://ho st",
            "http://host\n", "http://é", "http://[::1", "http://[]", "http://[::1]x", "http://[zz::1]",
            "http://host\\a",
            "http://host/{a}",
        ])
    func noAddresses(text: String) { #expect(WebAddress.normalized(text) == nil) }

    @Test(
        "nearest names",
        arguments: [
            ("prot", "port"), ("prt", "port"), ("Port", "port"), ("history-limit", "history_limit"),
            ("greeting", "greetings"),
        ])
    func near(name: String, expected: String) {
        #expect(NearestName.of(name, among: ["host", "port", "history_limit", "greetings"]) == expected)
    }

    @Test("names that are near to none", arguments: ["", "colour", "x", String(repeating: "port", count: 100)])
    func far(name: String) {
        #expect(NearestName.of(name, among: ["host", "port", "history_limit", "a"]) == nil || name == "x")
    }

    @Test("nothing is nearest to nothing")
    func none() { #expect(NearestName.of("port", among: []) == nil) }

    @Test("any bytes at all are read, or not, without harm, 100,000 times")
    func fuzz() {
        var generator = SeededGenerator(seed: 2)
        let alphabet = Array("0123456789smhdKMGB:/[]@.?#%htp-\u{0}é👩‍👩‍👧".unicodeScalars)
        for _ in 0..<100_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                scalars.append(alphabet.randomElement(using: &generator) ?? "0")
            }
            let text = String(scalars)
            let address = WebAddress.normalized("http://" + text)
            if let address, WebAddress.normalized(address) != address { Issue.record("\(address)") }
            if let duration = DurationText.parse(text), duration < .zero { Issue.record("\(text)") }
            if let size = SizeText.parse(text), size < 0 { Issue.record("\(text)") }
            _ = NearestName.of(text, among: ["port", ""])
            if SettingsFault.shown(text).unicodeScalars.contains(where: { $0.value < 0x20 }) { Issue.record("\(text)") }
        }
    }
}
