import ChannelKit
import Crypto
import HTTPTypes

import struct Foundation.Date

/// The signature of a request: HMAC-SHA256 with the app's signing secret over `v0:`, the request's time, `:` and the
/// body's bytes as they came.
///
/// Slack writes it into `X-Slack-Signature` as `v0=` and 64 lower-case hexadecimal digits, and the time, in seconds since
/// 1970, into `X-Slack-Request-Timestamp`; a request whose time is more than five minutes off may be a replay (Slack,
/// "Verifying requests from Slack", docs.slack.dev/authentication/verifying-requests-from-slack, 2026).
enum RequestSignature {
    static let header = HTTPField.Name("X-Slack-Signature")
    static let timeHeader = HTTPField.Name("X-Slack-Request-Timestamp")
    /// How far a request's time may be from ours, in seconds, to either side.
    static let window = 300.0

    /// Throws `invalid_signature` unless one of the secrets made it, else `request_too_old` where its time is off. How
    /// long that takes depends on the body's length only.
    static func check(_ delivery: HTTPDelivery, secrets: [Secret], now: Date) throws(ChannelError) {
        let fields = delivery.request.headerFields
        guard let header, let timeHeader, let time = time(in: fields[values: timeHeader]),
            let code = code(in: fields[values: header])
        else { throw .invalidSignature }
        let signed = Array("v0:\(time):".utf8) + delivery.body
        var matches = false
        // Each secret is tried, so that the time does not say which of them it was. An empty one matches nothing.
        for secret in secrets where !secret.value.isEmpty {
            let key = SymmetricKey(data: Array(secret.value.utf8))
            let isRight = HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key)
            matches = isRight || matches
        }
        guard matches else { throw .invalidSignature }
        guard let seconds = Double(time), abs(now.timeIntervalSince1970 - seconds) <= window else {
            throw .requestTooOld
        }
    }

    /// The digits of a well-formed header: there is one value.
    private static func time(in values: [String]) -> String? {
        guard values.count == 1, let value = values.first, (1...12).contains(value.utf8.count),
            value.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return value
    }

    /// The 32 bytes that a well-formed header names: there is one value, with that prefix, and nothing around it.
    private static func code(in values: [String]) -> [UInt8]? {
        guard values.count == 1, let value = values.first, value.hasPrefix("v0=") else { return nil }
        let digits = Array(value.utf8.dropFirst("v0=".utf8.count))
        guard digits.count == 2 * SHA256.byteCount else { return nil }
        var code: [UInt8] = []
        for pair in stride(from: 0, to: digits.count, by: 2) {
            guard let high = half(digits[pair]), let low = half(digits[pair + 1]) else { return nil }
            code.append(high << 4 | low)
        }
        return code
    }

    /// Upper-case digits are not what Slack writes.
    private static func half(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension ChannelError {
    /// Nothing of the request was parsed or recorded.
    static let invalidSignature = ChannelError(
        "invalid_signature", kind: .unauthenticated,
        message: "X-Slack-Signature is missing, or is not this request's signature. Check signing_secret.")

    /// The same; only who knows the secret learns of it.
    static let requestTooOld = ChannelError(
        "request_too_old", kind: .unauthenticated,
        message: "X-Slack-Request-Timestamp is more than five minutes off: a replay, or a clock that is wrong.")
}
