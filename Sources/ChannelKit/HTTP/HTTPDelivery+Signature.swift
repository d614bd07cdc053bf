import HTTPTypes

/// What the headers of a webhook say of who has sent it, read strictly: a header that comes twice, or holds anything around
/// what it should, says nothing.
extension HTTPDelivery {
    /// The value of a header that is there exactly once. Nil where it is missing or comes several times.
    public func onlyValue(of header: String) -> String? {
        guard let name = HTTPField.Name(header) else { return nil }
        let values = request.headerFields[values: name]
        return values.count == 1 ? values.first : nil
    }

    /// The bytes of a signature that a header holds in hexadecimal, such as `sha256=5f2a…`. Nil where the header is missing,
    /// comes several times, or holds anything but the prefix and the digits.
    ///
    /// Whether it is the right one is for a comparison in constant time: `HMAC.isValidAuthenticationCode`.
    ///
    /// - Parameters:
    ///   - header: its name.
    ///   - prefix: what stands before the digits; upper and lower case differ.
    ///   - count: how many bytes, two digits each: 32 for an HMAC-SHA256.
    ///   - takesUpperCase: for the few platforms that write `5F2A`.
    public func signature(
        in header: String, after prefix: String = "", count: Int = 32, takesUpperCase: Bool = false
    ) -> [UInt8]? {
        guard let value = onlyValue(of: header), value.utf8.starts(with: prefix.utf8) else { return nil }
        let digits = Array(value.utf8.dropFirst(prefix.utf8.count))
        guard digits.count == 2 * count else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for pair in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.half(digits[pair], takesUpperCase),
                let low = Self.half(digits[pair + 1], takesUpperCase)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func half(_ digit: UInt8, _ takesUpperCase: Bool) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F") where takesUpperCase: digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Collection where Element == Secret {
    /// Whether one of the secrets passes a check, such as that of a signature: two hold while one is rotated.
    ///
    /// Each is tried, so that the time does not say which of them it was. An empty secret passes nothing.
    public func onePasses(_ check: (Secret) -> Bool) -> Bool {
        var passes = false
        for secret in self where !secret.value.isEmpty { passes = check(secret) || passes }
        return passes
    }
}
