/// `[label](address)`, `![label](address)` or `<address>` at the beginning of some bytes, where the address is one of the
/// web or of mail. Slack gives `<` and what follows it other meanings too (`<!channel>` calls everybody): none of them can
/// come of a model's words.
struct MarkdownLink {
    /// In bytes.
    private static let longestAddress = 2_048

    private let label: ArraySlice<UInt8>?
    private let address: ArraySlice<UInt8>
    /// Behind the link.
    let end: Int

    init?(_ bytes: ArraySlice<UInt8>, _ unclosed: inout Set<[UInt8]>) {
        var rest = bytes
        if rest.first == UInt8(ascii: "<") {
            guard let close = Self.find(">", in: rest.dropFirst(), &unclosed) else { return nil }
            let address = rest[(rest.startIndex + 1)..<close]
            guard Self.isAddress(address) else { return nil }
            (label, self.address, end) = (nil, address, close + 1)
            return
        }
        if rest.first == UInt8(ascii: "!") { rest = rest.dropFirst() }
        guard rest.first == UInt8(ascii: "["), let middle = Self.find("](", in: rest.dropFirst(), &unclosed),
            let close = Self.closingParenthesis(in: rest[(middle + 2)...])
        else { return nil }
        let label = rest[(rest.startIndex + 1)..<middle]
        // A title may stand behind the address.
        let address = rest[(middle + 2)..<close].prefix { $0 != 0x20 }
        guard !label.isEmpty, Self.isAddress(address) else { return nil }
        (self.label, self.address, end) = (label, address, close + 1)
    }

    func write(to output: inout [UInt8]) {
        output.append(UInt8(ascii: "<"))
        for byte in address { Mrkdwn.escape(byte, to: &output) }
        if let label {
            output.append(UInt8(ascii: "|"))
            // A bar would end the label for Slack.
            for byte in label { Mrkdwn.escape(byte == UInt8(ascii: "|") ? UInt8(ascii: "/") : byte, to: &output) }
        }
        output.append(UInt8(ascii: ">"))
    }

    private static func isAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count <= longestAddress,
            bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !"<>|\"`".utf8.contains($0) })
        else { return false }
        let scheme = ["https://", "http://", "mailto:"].first { bytes.starts(with: $0.utf8) }
        return scheme.map { bytes.count > $0.utf8.count } ?? false
    }

    /// Where a mark stands; nil where it does not, or a link begins before it does.
    private static func find(_ mark: StaticString, in bytes: ArraySlice<UInt8>, _ unclosed: inout Set<[UInt8]>) -> Int?
    {
        let mark = Array("\(mark)".utf8)
        guard !unclosed.contains(mark) else { return nil }
        for index in bytes.indices {
            if bytes[index] == mark[0], bytes[index...].starts(with: mark) { return index }
            if bytes[index] == UInt8(ascii: "[") || bytes[index] == UInt8(ascii: "<") { return nil }
        }
        unclosed.insert(mark)
        return nil
    }

    /// An address may hold pairs of parentheses.
    private static func closingParenthesis(in bytes: ArraySlice<UInt8>) -> Int? {
        var open = 0
        for (index, byte) in zip(bytes.indices, bytes.prefix(longestAddress)) {
            switch byte {
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")") where open == 0: return index
            case UInt8(ascii: ")"): open -= 1
            default: break
            }
        }
        return nil
    }
}
