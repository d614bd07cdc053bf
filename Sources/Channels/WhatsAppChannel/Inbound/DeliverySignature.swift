import ChannelKit
import Crypto

/// The signature of a delivery: HMAC-SHA256 with the app's secret over the body's bytes as they came.
///
/// The platform writes it into `X-Hub-Signature-256` as `sha256=` and 64 lower-case hexadecimal digits (Meta, "Create a
/// webhook endpoint", 2026). Its SHA-1 forerunner `X-Hub-Signature` proves nothing here and is not looked at.
enum DeliverySignature {
    static let header = "X-Hub-Signature-256"

    /// Throws `invalid_signature` unless one of the secrets made it. The time depends on the body's length only.
    static func check(_ delivery: HTTPDelivery, secrets: [Secret]) throws(ChannelError) {
        guard let code = delivery.signature(in: header, after: "sha256=", count: SHA256.byteCount),
            secrets.onePasses({ secret in
                let key = SymmetricKey(data: Array(secret.value.utf8))
                return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: delivery.body, using: key)
            })
        else { throw .invalidSignature }
    }
}

extension ChannelError {
    /// Nothing of the delivery was parsed or recorded.
    static let invalidSignature = ChannelError(
        "invalid_signature", kind: .unauthenticated,
        message: "X-Hub-Signature-256 is missing, or is not this body's signature. Check app_secret.")
}
