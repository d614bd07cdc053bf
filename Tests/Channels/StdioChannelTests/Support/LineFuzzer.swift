import SeededRandom

/// Lines that are nearly right, and some that are not at all. None holds a line end.
struct LineFuzzer {
    private var random: SeededGenerator

    private static let seeds = [
        #"{"text":"hi"}"#,
        #"{"text":"hi","id":"1","user":"bob","name":"Bob","conversation":"work"}"#,
        #"{"id":42,"text":"caf\u00e9 \ud83d\ude00 \ud800","x":[1,2.5e300,{"y":null}]}"#,
        #"{"text":["no"],"id":{"a":1}}"#, #"{"text":"\u0000","user":""}"#, #"["text"]"#, "null", "\"text\"", "-0", "  ",
        #"{"id":123456789012345678901234567890,"text":"x"}"#, #"{"id":1.5,"text":"x"}"#, #"{"text":"a","text":"b"}"#,
    ]
    private static let tokens = [
        "{", "}", "[", "]", "\"", "\\", ":", ",", "null", "true", "1e999", "\\u0000", "\\ud800", "\u{FEFF}", "\r", "é",
        "\"text\"", "\"id\"", "-", "\u{0}", "//", "'", String(repeating: "[", count: 40),
        String(repeating: "{\"a\":", count: 20), String(repeating: "x", count: 300),
    ].map { Array($0.utf8) }

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> [UInt8] {
        var line = Array(Self.seeds[below(Self.seeds.count)].utf8)
        for _ in 0..<below(5) {
            let place = below(line.count + 1)
            switch below(5) {
            case 0: line.insert(contentsOf: Self.tokens[below(Self.tokens.count)], at: place)
            case 1: line.removeSubrange(place..<min(line.count, place + below(6)))
            case 2: line.insert(UInt8(below(256)), at: place)
            case 3 where place < line.count: line[place] = UInt8(below(256))
            default: line = Array(line[..<place])
            }
        }
        return line.filter { $0 != UInt8(ascii: "\n") }
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &random) }
}
