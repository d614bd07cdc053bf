import ChannelKit
import Crypto

import struct Foundation.Date

/// The signature of a request: HMAC-SHA256 with the app's signing secret over `v0:`, the request's time, `:` and the
/// body's bytes as they came.
///
/// Slack writes it into `X-Slack-Signature` as `v0=` and 64 lower-case hexadecimal digits, and the time, in seconds since
/// 1970, into `X-Slack-Request-Timestamp`; a request whose time is more than five minutes off may be a replay (Slack,
/// "Verifying requests from Slack", docs.slack.dev/authentication/verifying-requests-from-slack, 2026).
enum RequestSignature {
    static let header = "X-Slack-Signature"
    static let timeHeader = "X-Slack-Request-Timestamp"
    /// How far a request's time may be from ours, in seconds, to either side.
    static let window = 300.0

    /// Throws `invalid_signature` unless one of the secrets made it, else `request_too_old` where its time is off. How
    /// long that takes depends on the body's length only.
    static func check(_ delivery: HTTPDelivery, secrets: [Secret], now: Date) throws(ChannelError) {
        guard let time = delivery.onlyValue(of: timeHeader), isTime(time),
            let code = delivery.signature(in: header, after: "v0=", count: SHA256.byteCount)
        else { throw .invalidSignature }
        let signed = Array("v0:\(time):".utf8) + delivery.body
        let isGenuine = secrets.onePasses { secret in
            let key = SymmetricKey(data: Array(secret.value.utf8))
            return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key)
        }
        guard isGenuine else { throw .invalidSignature }
        guard let seconds = Double(time), abs(now.timeIntervalSince1970 - seconds) <= window else {
            throw .requestTooOld
        }
    }

    /// Digits alone, and no more of them than a time has.
    private static func isTime(_ text: String) -> Bool {
        (1...12).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
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
