import ChannelKit

/// The request by which Meta makes sure that a callback address is ours: it brings a token that both sides know, and
/// wants its challenge back.
enum Handshake {
    /// In bytes, decoded. Meta's challenges have about ten.
    static let challengeLimit = 4 << 10

    /// The challenge, verbatim. Throws `forbidden` when mode, token or challenge are missing or wrong.
    static func answer(to delivery: HTTPDelivery, verifyToken: Secret) throws(ChannelError) -> HTTPAnswer {
        guard delivery.query("hub.mode") == "subscribe",
            let token = delivery.query("hub.verify_token"), verifyToken.matches(token),
            let challenge = delivery.query("hub.challenge"), !challenge.isEmpty
        else {
            throw ChannelError(
                "handshake_refused", kind: .forbidden,
                message: "This is not a handshake with the right verify token.")
        }
        guard challenge.utf8.count <= challengeLimit else {
            throw ChannelError(
                "challenge_too_long", kind: .invalid,
                message: "The challenge is longer than \(SizeText.write(challengeLimit)).")
        }
        return .text(challenge)
    }
}
