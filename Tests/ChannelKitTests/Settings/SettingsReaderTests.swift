import ChannelKit
import Testing

@Suite("A settings reader")
struct SettingsReaderTests {
    enum Colour: String, CaseIterable { case red, green }

    /// A map whose values stand on a line each, in the order given.
    static func reader(_ values: [(String, SettingsNode.Value)]) -> SettingsReader {
        let entries = values.enumerated().map { line, value in
            SettingsNode.Entry(
                key: value.0, keyMark: SettingsMark(line: line + 1, column: 1),
                value: SettingsNode(value.1, at: SettingsMark(line: line + 1, column: 10)))
        }
        return SettingsReader(SettingsNode(.map(entries), at: SettingsMark(line: 1, column: 1)), name: "test")
    }

    private static func text(_ text: String) -> SettingsNode {
        SettingsNode(.scalar(text), at: SettingsMark(line: 7, column: 7))
    }

    @Test("returns what is written")
    func values() {
        var reader = Self.reader([
            ("text", .scalar("t")), ("number", .scalar("-7")), ("flag", .scalar("yes")), ("time", .scalar("5m")),
            ("size", .scalar("64KB")), ("colour", .scalar("green")), ("path", .scalar("/a/b")),
            ("url", .scalar("https://host/v1//")), ("secret", .scalar("s")),
            ("list", .list([Self.text("a"), Self.text("b")])),
            ("one", .scalar("a")), ("decimal", .scalar("0.5")),
        ])
        let text = reader.text("text")
        #expect(text == "t")
        let number = reader.integer("number", in: -10...10)
        #expect(number == -7)
        let flag = reader.flag("flag", default: false)
        #expect(flag)
        let time = reader.duration("time")
        #expect(time == .seconds(300))
        let size = reader.size("size", default: 1, in: 0...(1 << 20))
        #expect(size == 65_536)
        let colour = reader.choice("colour", default: Colour.red)
        #expect(colour == .green)
        let path = reader.path("path", default: "/")
        #expect(path == "/a/b")
        let url = reader.url("url")
        #expect(url == "https://host/v1")
        let secret = reader.secret("secret").value
        #expect(secret == "s")
        let list = reader.texts("list", default: [], most: 2)
        #expect(list == ["a", "b"])
        let one = reader.texts("one", default: [], most: 2)
        #expect(one == ["a"])
        let decimal = reader.optionalNumber("decimal", in: 0...1)
        #expect(decimal == 0.5)
        reader.finish()
        #expect(reader.faults.isEmpty)
    }

    @Test("returns the default where nothing is written")
    func defaults() {
        var reader = Self.reader([])
        let text = reader.text("text", default: "d")
        #expect(text == "d")
        let other = reader.optionalText("other")
        #expect(other == nil)
        let number = reader.integer("number", default: 3, in: 0...9)
        #expect(number == 3)
        let limit = reader.optionalInteger("limit", in: 0...9)
        #expect(limit == nil)
        let decimal = reader.optionalNumber("decimal", in: 0...1)
        #expect(decimal == nil)
        let secret = reader.optionalSecret("secret")
        #expect(secret == nil)
        let colour = reader.choice("colour", default: Colour.red)
        #expect(colour == .red)
        let list = reader.texts("list", default: ["x"], most: 2)
        #expect(list == ["x"])
        reader.finish()
        #expect(reader.faults.isEmpty)
    }

    @Test("notes a fault at the value's place and goes on")
    func faults() {
        let texts = ["", "1e3", "maybe", "5 m", "5MiB", "geren", "chat", "ftp://host"]
        var reader = Self.reader(zip(["a", "b", "c", "d", "e", "f", "g", "h"], texts).map { ($0, .scalar($1)) })
        _ = reader.text("a")
        _ = reader.integer("b", in: 0...9_999)
        _ = reader.flag("c", default: true)
        _ = reader.duration("d")
        _ = reader.size("e", default: 1, in: 0...10)
        _ = reader.choice("f", default: Colour.red)
        _ = reader.path("g", default: "/")
        _ = reader.url("h")
        #expect(reader.faults.map(\.mark.line) == Array(1...8))
        #expect(reader.faults.allSatisfy { $0.mark.column == 10 })
        #expect(reader.faults[5].hint == "did you mean green?")
    }

    @Test("takes no list, map or nothing for a scalar", arguments: [0, 1, 2])
    func shapes(index: Int) {
        let value: SettingsNode.Value = [.list([]), .map([]), .null][index]
        var reader = Self.reader([("a", value), ("b", value), ("c", value)])
        _ = reader.text("a")
        _ = reader.integer("b", default: 1, in: 0...9)
        _ = reader.secret("c")
        #expect(reader.faults.count == 3)
    }

    @Test("says what is missing, at the map")
    func missing() {
        var reader = Self.reader([("other", .scalar("x"))])
        _ = reader.text("name", help: "who you are")
        #expect(
            reader.faults == [
                SettingsFault("missing required key name", at: SettingsMark(line: 1, column: 1), hint: "who you are")
            ])
    }

    @Test("finds unknown keys, with the nearest known one")
    func unknown() {
        var reader = Self.reader([("pth", .scalar("/")), ("zzzzzzzz", .null), ("a\nb", .null)])
        _ = reader.path("path", default: "/")
        reader.finish()
        #expect(reader.faults.map(\.problem) == ["unknown key pth", "unknown key zzzzzzzz", "unknown key a?b"])
        #expect(reader.faults.map(\.hint) == ["did you mean path?", nil, nil])
    }

    @Test("places a fault of a list at its item")
    func items() {
        var reader = Self.reader([("secrets", .list([Self.text("a"), Self.text("")]))])
        _ = reader.secrets("secrets")
        #expect(reader.faults.map(\.mark) == [SettingsMark(line: 7, column: 7)])
    }

    @Test("refuses an empty secret, white space, and one that is too short")
    func secrets() {
        for text in ["", " ", "\n\t"] {
            var reader = Self.reader([("s", .scalar(text))])
            _ = reader.optionalSecret("s")
            #expect(reader.faults.map(\.problem) == ["s: empty secret"])
        }
        var reader = Self.reader([("s", .scalar(String(repeating: "x", count: 31)))])
        _ = reader.secret("s", minimumBytes: 32)
        #expect(reader.faults.map(\.problem) == ["s: too short: expected a secret of at least 32 bytes"])
    }

    @Test(
        "takes a path only if it is one",
        arguments: [
            ("/", true), ("/chat", true), ("/chat/v1.0-x_y", true), ("", false), ("chat", false), ("/chat/", false),
            ("//", false), ("/a//b", false), ("/a/../b", false), ("/.", false), ("/a b", false), ("/a?b", false),
            ("/a#b", false), ("/%20", false), ("/{id}", false), ("/:id", false), ("/*", false), ("/é", false),
            ("/" + String(repeating: "a", count: 512), false),
        ])
    func paths(path: String, isGood: Bool) {
        var reader = Self.reader([("path", .scalar(path))])
        let read = reader.path("path", default: "/default")
        #expect((read == path) == isGood)
        #expect(reader.faults.isEmpty == isGood)
    }

    @Test(
        "takes numbers only within their limits, and only digits",
        arguments: [
            ("0", true), ("9", true), ("10", false), ("-1", false), ("+1", false), ("1.0", false), ("0x1", false),
            ("", false),
            ("99999999999999999999", false), (" 1", false), ("١", false),
        ])
    func integers(text: String, isGood: Bool) {
        var reader = Self.reader([("n", .scalar(text))])
        _ = reader.integer("n", in: 0...9)
        #expect(reader.faults.isEmpty == isGood)
    }

    @Test(
        "takes a decimal only as digits",
        arguments: [
            ("0", true), ("0.25", true), ("1.", true), ("nan", false), ("inf", false), ("1e0", false), ("0x1p0", false),
            ("1.01", false), ("-0.1", false), ("", false), (".", false),
        ])
    func decimals(text: String, isGood: Bool) {
        var reader = Self.reader([("n", .scalar(text))])
        _ = reader.optionalNumber("n", in: 0...1)
        #expect(reader.faults.isEmpty == isGood)
    }

    @Test("describes the keys of settings without finding fault")
    func keys() {
        let keys = SettingsReader.keys { reader in
            _ = reader.secret("s", minimumBytes: 32, help: "h")
            _ = reader.duration("d", default: .seconds(86_400))
            reader.fault("s", "whatever")
            reader.finish()
        }
        #expect(keys.map(\.name) == ["s", "d"])
        #expect(keys.map(\.isRequired) == [true, false])
        #expect(keys.map(\.defaultValue) == [nil, "1d"])
        #expect(keys.first?.kind == "secret of at least 32 bytes")
    }

    @Test("reads only a map, and nothing as an empty one")
    func roots() {
        let mark = SettingsMark(line: 1, column: 1)
        #expect(SettingsReader(SettingsNode(.scalar("x"), at: mark), name: "n").faults.count == 1)
        #expect(SettingsReader(SettingsNode(.list([]), at: mark), name: "n").faults.count == 1)
        #expect(SettingsReader(SettingsNode(.null, at: mark), name: "n").faults.isEmpty)
    }

    @Test("never shows what was written, in a fault or in a node that is printed")
    func silence() {
        let secret = "hunter2"
        for value: SettingsNode.Value in [
            .scalar(secret), .list([Self.text(secret)]), .list([Self.text(secret), Self.text("")]),
        ] {
            var reader = Self.reader([("k", value)])
            _ = reader.integer("k", in: 0...1)
            _ = reader.flag("k", default: true)
            _ = reader.duration("k")
            _ = reader.size("k", default: 1, in: 0...1)
            _ = reader.choice("k", default: Colour.red)
            _ = reader.path("k", default: "/")
            _ = reader.url("k")
            _ = reader.secret("k", minimumBytes: 99)
            _ = reader.secrets("k", most: 1)
            _ = reader.texts("k", default: [], most: 1)
            _ = reader.optionalNumber("k", in: 0...1)
            #expect(!reader.faults.isEmpty)
            #expect(!"\(reader.faults)".contains(secret))
            let node = SettingsNode(value, at: SettingsMark(line: 1, column: 1))
            var dumped = ""
            dump(node, to: &dumped)
            #expect(!"\(node) \(String(reflecting: value)) \(dumped)".contains(secret))
        }
    }
}
