/// What a caller would like to have, by its `Accept` headers.
struct AcceptHeader: Sendable {
    private struct Range {
        var media: MediaType
        /// 0 to 1,000 thousandths.
        var quality: Int
    }

    private let ranges: [Range]

    /// Ranges that cannot be read are left out.
    init(_ values: [String]) {
        ranges = values.flatMap { QuotedText.split($0, at: ",") }.compactMap { text in
            guard let media = MediaType(parsing: text) else { return nil }
            guard let weight = media.parameter("q") else { return Range(media: media, quality: 1_000) }
            return Self.thousandths(weight).map { Range(media: media, quality: $0) }
        }
    }

    /// Whether the reply is to come as server-sent events.
    ///
    /// A stream must be asked for by its own name: `*/*`, `text/*` and nothing at all mean JSON. Where JSON is wanted
    /// more, JSON it is; where both are wanted the same, the stream, which nobody names by accident.
    var prefersEventStream: Bool {
        let isNamed = ranges.contains { $0.media.type == "text" && $0.media.subtype == "event-stream" }
        guard isNamed else { return false }
        let stream = quality(of: "text", "event-stream")
        return stream > 0 && stream >= quality(of: "application", "json")
    }

    /// The weight of the most specific range that fits; 0 where none does.
    private func quality(of type: Substring, _ subtype: Substring) -> Int {
        var best = (specificity: -1, quality: 0)
        for range in ranges {
            let specificity: Int? =
                switch (range.media.type, range.media.subtype) {
                case (type, subtype): 2
                case (type, "*"): 1
                case ("*", "*"): 0
                default: nil
                }
            guard let specificity, specificity > best.specificity else { continue }
            best = (specificity, range.quality)
        }
        return best.quality
    }

    /// Reads `0`, `1`, `0.5`, `0.125`, `1.000`: up to three decimals, at most 1.
    private static func thousandths(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts[0] == "0" || parts[0] == "1" else { return nil }
        let decimals = parts.count == 2 ? parts[1] : ""
        guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let fraction = Int(decimals + String(repeating: "0", count: 3 - decimals.utf8.count)) ?? 0
        let value = (parts[0] == "1" ? 1_000 : 0) + fraction
        return value <= 1_000 ? value : nil
    }
}
