/// Bodies that no platform sends.
enum Nonsense {
    static var all: [Named<[UInt8]>] {
        [
            Named("nothing", []),
            Named("white space", Array("  \n".utf8)),
            Named("no JSON", Array("hello".utf8)),
            Named("half of an object", Array("{\"a\": {\"b\": ".utf8)),
            Named("null", Array("null".utf8)),
            Named("a number", Array("1e999".utf8)),
            Named("a list", Array("[]".utf8)),
            Named("an empty object", Array("{}".utf8)),
            Named("no UTF-8", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]),
            Named("a lone surrogate", Array("{\"text\": \"\\ud800\"}".utf8)),
            Named("a NUL", Array("{\"text\": \"a\\u0000b\"}".utf8)),
            Named("100,000 brackets", Array(repeating: UInt8(ascii: "["), count: 100_000)),
            Named(
                "objects 5,000 deep",
                Array((String(repeating: "{\"a\":", count: 5_000) + "1" + String(repeating: "}", count: 5_000)).utf8)),
            Named("a text of a megabyte", Array("{\"text\": \"\(String(repeating: "x", count: 1 << 20))\"}".utf8)),
            Named(
                "50,000 keys", Array(("{" + (0..<50_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}").utf8)),
        ]
    }

    /// The bytes with a few of them changed, left out, doubled or cut off.
    static func change(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(bytes[place], at: place)
            case 3: bytes[place] = "{}[]\",:0-nt".utf8.randomElement(using: &random) ?? 0
            default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            }
        }
        return bytes
    }
}

/// The same numbers each time.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
