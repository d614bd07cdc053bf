import ChannelKit

/// Holds bytes against the grammar of JSON (RFC 8259) before they are decoded.
///
/// Foundation's decoder is lenient: it takes trailing commas, guesses UTF-16, and does not look into values that
/// nobody asks for. What this lets through is JSON to everybody, in UTF-8, and of bounded depth.
struct JSONGrammar {
    /// Deepest nesting of objects and arrays. The interface needs one level; unknown keys may hold more.
    static let maxDepth = 32

    private let bytes: [UInt8]
    private var index = 0

    static func check(_ bytes: [UInt8]) throws(ChannelError) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformedJSON("not UTF-8") }
        var grammar = JSONGrammar(bytes: bytes)
        try grammar.value(depth: 0)
        guard grammar.next == nil else { throw .malformedJSON() }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The next byte that is not white space, not yet taken.
    private var next: UInt8? {
        mutating get {
            while index < bytes.count {
                switch bytes[index] {
                case 0x20, 0x09, 0x0A, 0x0D: index += 1
                case let byte: return byte
                }
            }
            return nil
        }
    }

    private mutating func value(depth: Int) throws(ChannelError) {
        switch next {
        case UInt8(ascii: "{"): try items(until: UInt8(ascii: "}"), depth: depth + 1, areMembers: true)
        case UInt8(ascii: "["): try items(until: UInt8(ascii: "]"), depth: depth + 1, areMembers: false)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    /// What is between brackets or braces. Recursion ends at `maxDepth`.
    private mutating func items(until end: UInt8, depth: Int, areMembers: Bool) throws(ChannelError) {
        guard depth <= Self.maxDepth else { throw .malformedJSON("nested deeper than \(Self.maxDepth) levels") }
        index += 1
        if next == end {
            index += 1
            return
        }
        while true {
            if areMembers {
                guard next == UInt8(ascii: "\"") else { throw .malformedJSON() }
                try string()
                guard next == UInt8(ascii: ":") else { throw .malformedJSON() }
                index += 1
            }
            try value(depth: depth)
            let separator = next
            index += 1
            if separator == end { return }
            guard separator == UInt8(ascii: ",") else { throw .malformedJSON() }
        }
    }

    private mutating func string() throws(ChannelError) {
        index += 1
        while let byte = take() {
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw .malformedJSON()
            default: break
            }
        }
        throw .malformedJSON()
    }

    private mutating func escape() throws(ChannelError) {
        guard let byte = take() else { throw .malformedJSON() }
        if byte == UInt8(ascii: "u") {
            for _ in 0..<4 {
                guard let digit = take(), Self.isHexDigit(digit) else { throw .malformedJSON() }
            }
        } else if !"\"\\/bfnrt".utf8.contains(byte) {
            throw .malformedJSON()
        }
    }

    private mutating func word(_ word: String) throws(ChannelError) {
        for byte in word.utf8 where take() != byte { throw .malformedJSON() }
    }

    private mutating func number() throws(ChannelError) {
        if peek == UInt8(ascii: "-") { index += 1 }
        if peek == UInt8(ascii: "0") { index += 1 } else { try digits() }
        if peek == UInt8(ascii: ".") {
            index += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            index += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(ChannelError) {
        let start = index
        while let byte = peek, (0x30...0x39).contains(byte) { index += 1 }
        guard index > start else { throw .malformedJSON() }
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take() -> UInt8? {
        guard let byte = peek else { return nil }
        index += 1
        return byte
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }
}
