/// Names that Prometheus takes, from what a program calls its metrics.
enum MetricName {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`: whatever else is in it becomes `_`.
    static func metric(_ name: String, endingWith suffix: String = "") -> String {
        let plain = sanitized(name, allowing: UInt8(ascii: ":"))
        return plain.hasSuffix(suffix) ? plain : plain + suffix
    }

    /// The same without colons. `le` is the histogram's own.
    static func label(_ name: String) -> String {
        let plain = sanitized(name, allowing: nil)
        return plain == "le" || plain.hasPrefix("__") ? "label_" + plain : plain
    }

    private static func sanitized(_ name: String, allowing extra: UInt8?) -> String {
        var bytes = name.utf8.prefix(200).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                byte
            default: byte == extra ? byte : UInt8(ascii: "_")
            }
        }
        if bytes.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) ?? true {
            bytes.insert(UInt8(ascii: "_"), at: 0)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
