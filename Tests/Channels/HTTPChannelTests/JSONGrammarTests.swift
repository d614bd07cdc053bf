import ChannelKit
import Foundation
import SeededRandom
import Testing

@testable import HTTPChannel

@Suite("What counts as JSON")
struct JSONGrammarTests {
    @Test(arguments: [
        "{}", "[]", " {\r\n\t} ", "0", "-0", "-0.0e-0", "10", "1.5", "1E+5", "1e5", "true", "false", "null", "\"\"",
        #""\"\\\/\b\f\n\r\t\u00e9\uABCD\ud800""#, "\"\u{7F}é\u{10FFFF}\"", #"{"a":{"b":[1,[2],{}]},"a":null}"#,
        "[1 , 2\n,3]", #"{"":""}"#,
    ])
    func `what the grammar allows passes`(text: String) throws {
        try JSONGrammar.check(Array(text.utf8))
    }

    @Test(arguments: [
        "", " ", "{", "[", "]", "}", "[1,]", "[,1]", "[1 2]", "[1,,2]", #"{"a":1,}"#, #"{,"a":1}"#, #"{"a"}"#,
        #"{"a":}"#, #"{"a" 1}"#, #"{a:1}"#, "{1:1}", "{\"a\":1]", "[1}", "01", "-", "+1", "1.", ".5", "1e", "1e+",
        "0x1", "NaN", "Infinity", "tru", "True", "nulll", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"",
        "\"\t\"", "\"\n\"", "'a'", "{} {}", "[] 1", "// x\n1", "/* */1", "\u{FEFF}1", "\u{0}", "1\u{0}", "1\u{A0}",
        "-01", "--1", "1e5.5", "\"a\u{1F}\"",
    ])
    func `what it does not is refused`(text: String) {
        #expect(throws: ChannelError.self) { try JSONGrammar.check(Array(text.utf8)) }
    }

    /// Foundation's parser is the more lenient one, so whatever passes here it must read too.
    @Test func `whatever passes can be read by another parser`() throws {
        var generator = SeededGenerator(seed: 5)
        let seed = Array(#"{"a":[1,-2.5e3,true,false,null,{"b":"\u00e9\n"}],"c":"é","d":{}}"#.utf8)
        var passed = 0
        for _ in 0..<100_000 {
            let bytes = generator.mutated(seed)
            guard (try? JSONGrammar.check(bytes)) != nil else { continue }
            passed += 1
            let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            // Half a surrogate pair and a number beyond Double are in the grammar; a parser may still refuse them.
            let text = String(decoding: bytes, as: UTF8.self)
            let isExtreme = text.contains(/\\u[dD][89a-fA-F]/) || text.contains(/[eE][+]?[0-9]{3}/)
            #expect(value != nil || isExtreme, "\(text)")
        }
        #expect(passed > 1_000)
    }
}
