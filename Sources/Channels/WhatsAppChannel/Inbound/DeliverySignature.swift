import ChannelKit
import Crypto
import HTTPTypes

/// The signature of a delivery: HMAC-SHA256 with the app's secret over the body's bytes as they came.
///
/// The platform writes it into `X-Hub-Signature-256` as `sha256=` and 64 lower-case hexadecimal digits (Meta, "Create a
/// webhook endpoint", 2026). Its SHA-1 forerunner `X-Hub-Signature` proves nothing here and is not looked at.
enum DeliverySignature {
    static let header = HTTPField.Name("X-Hub-Signature-256")

    /// Throws `invalid_signature` unless one of the secrets made it. The time depends on the body's length only.
    static func check(_ delivery: HTTPDelivery, secrets: [Secret]) throws(ChannelError) {
        guard let header, let code = code(in: delivery.request.headerFields[values: header]) else {
            throw .invalidSignature
        }
        var matches = false
        // Each secret is tried, so that the time does not say which of them it was. An empty one matches nothing.
        for secret in secrets where !secret.value.isEmpty {
            let key = SymmetricKey(data: Array(secret.value.utf8))
            let isRight = HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: delivery.body, using: key)
            matches = isRight || matches
        }
        guard matches else { throw .invalidSignature }
    }

    /// The 32 bytes that a well-formed header names: there is one value, with that prefix, and nothing around it.
    private static func code(in values: [String]) -> [UInt8]? {
        guard values.count == 1, let value = values.first, value.hasPrefix("sha256=") else { return nil }
        let digits = Array(value.utf8.dropFirst("sha256=".utf8.count))
        guard digits.count == 2 * SHA256.byteCount else { return nil }
        var code: [UInt8] = []
        for pair in stride(from: 0, to: digits.count, by: 2) {
            guard let high = half(digits[pair]), let low = half(digits[pair + 1]) else { return nil }
            code.append(high << 4 | low)
        }
        return code
    }

    /// Upper-case digits are not what the platform writes.
    private static func half(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension ChannelError {
    /// Nothing of the delivery was parsed or recorded.
    static let invalidSignature = ChannelError(
        "invalid_signature", kind: .unauthenticated,
        message: "X-Hub-Signature-256 is missing, or is not this body's signature. Check app_secret.")
}
