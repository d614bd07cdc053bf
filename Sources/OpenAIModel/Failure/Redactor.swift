/// Makes an upstream's words fit for a log: secrets out, one line, at most 4 KB.
struct Redactor: Sendable {
    static let limit = 4096
    private static let mark = Array("<redacted>".utf8)

    private let secrets: [[UInt8]]

    /// - Parameter secrets: longest first or not; empty ones are left out.
    init(_ secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }.map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }

    func clean(_ text: String) -> String { clean(Array(text.utf8)) }

    // By bytes: compared as characters, a key followed by a combining mark would not be found.
    func clean(_ bytes: some Sequence<UInt8>) -> String {
        var text = Array(bytes)
        for secret in secrets { text = Self.replace(secret, in: text) }
        let cut = text.prefix(Self.limit)
        let line = String(decoding: cut, as: UTF8.self).unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " : scalar
        }
        return String(String.UnicodeScalarView(line))
    }

    private static func replace(_ secret: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard text.count >= secret.count else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == secret[0], text[index...].starts(with: secret) {
                result.append(contentsOf: mark)
                index += secret.count
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}
