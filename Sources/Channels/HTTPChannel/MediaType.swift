/// A media type or a range of them, as `Content-Type` and `Accept` write it (RFC 9110, sections 8.3 and 12.5.1).
struct MediaType: Sendable, Hashable {
    /// In lower case, as is `subtype`. May be `*`.
    var type: Substring
    var subtype: Substring
    /// Names in lower case, values unquoted.
    var parameters: [Parameter]

    struct Parameter: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// Reads one media type, or nil where it is none.
    init?(parsing text: some StringProtocol) {
        var parts = QuotedText.split(String(text), at: ";").makeIterator()
        let names = (parts.next() ?? "").lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, names.allSatisfy(Self.isToken) else { return nil }
        type = names[0]
        subtype = names[1]
        parameters = []
        while let part = parts.next() {
            guard !part.isEmpty else { continue }
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, Self.isToken(pair[0]) else { return nil }
            parameters.append(Parameter(name: pair[0].lowercased(), value: QuotedText.unquoted(String(pair[1]))))
        }
    }

    func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// Whether a request's `Content-Type` is JSON in UTF-8.
    static func isJSON(_ values: [String]) -> Bool {
        guard values.count == 1 else { return false }
        if values[0] == "application/json" { return true }
        guard let type = MediaType(parsing: values[0]) else { return false }
        let charset = type.parameter("charset")?.lowercased() ?? "utf-8"
        return type.type == "application" && type.subtype == "json" && ["utf-8", "utf8", "us-ascii"].contains(charset)
    }

    private static func isToken(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"()<>@,;:\\\"/[]?={}".utf8.contains($0) }
    }
}
