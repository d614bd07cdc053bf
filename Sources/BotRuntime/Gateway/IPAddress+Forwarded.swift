import ChannelKit

extension IPAddress {
    /// As in `X-Forwarded-For`: perhaps with spaces around it, in brackets, or with a port.
    init?(forwarded entry: Substring) {
        var text = entry
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            text = text[text.index(after: text.startIndex)..<end]
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1 {
            text = text.prefix { $0 != ":" }
        }
        self.init(String(text))
    }
}
