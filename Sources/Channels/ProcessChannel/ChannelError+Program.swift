import ChannelKit

extension ChannelError {
    static let unreadableDelivery = ChannelError(
        "unreadable_delivery", kind: .invalid, message: "The delivery holds nothing that can be read.")

    /// Certainly not sent: there is no program that could have taken it.
    static let programUnavailable = ChannelError(
        "program_unavailable", kind: .unavailable, retry: .after(.seconds(1)), scope: .instance,
        message: "The channel's program is not running.")

    static let tooManyReplies = ChannelError(
        "too_many_replies", kind: .unavailable, retry: .after(.seconds(1)), scope: .instance,
        message: "The channel's program has too many replies in hand.")

    static let replyTooLong = ChannelError(
        "reply_too_long", kind: .tooLarge, message: "The reply is longer than a line may be.")

    /// The program had the reply and has not said what became of it.
    static func noReceipt(_ detail: String) -> ChannelError {
        ChannelError(
            "no_receipt", kind: .upstreamFailed, retry: .unknown,
            message: "It is not known whether the reply was sent.", detail: detail)
    }

    /// Why a program's life has ended. The next step is in the log: the program's own words stand before it.
    static func program(_ code: Code, _ message: String, detail: String? = nil) -> ChannelError {
        ChannelError(code, kind: .unavailable, retry: .after(.seconds(1)), message: message, detail: detail)
    }
}
