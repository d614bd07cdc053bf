import ChannelKit

/// What each of Meta's error codes means for a reply: the one place that knows.
///
/// The codes are those of Meta's page on Cloud API error codes (2026-09-11); the classes are drawn from what it says of
/// each. A code comes as the answer to a call or later, in a status, and means the same in both but for one thing: an
/// answer that tells of a fault on Meta's side leaves open whether the message went out, a status does not.
enum GraphErrorTable {
    /// What is done about an error.
    enum Remedy: Sendable, Hashable {
        /// The number sends too fast: all of it waits.
        case slowNumber
        /// One person gets too much: replies to them wait.
        case slowChat
        /// A passing fault on Meta's side.
        case again
        /// Nothing can be sent before an operator has mended it: everything waits, nothing is given up.
        case mend
        /// Only a template may be sent.
        case template
        /// It will not be sent.
        case giveUp
    }

    struct Row: Sendable {
        let codes: [Int]
        let name: ChannelError.Code
        let kind: ChannelError.Kind
        let remedy: Remedy
        let message: String
    }

    static let rows = [
        Row(
            codes: [4, 80007, 130429], name: "throughput_limit", kind: .rateLimited, remedy: .slowNumber,
            message: "WhatsApp takes no more messages from this number for the moment."),
        Row(
            codes: [131056], name: "pair_limit", kind: .rateLimited, remedy: .slowChat,
            message: "Too many messages were sent to this person in a short time."),
        temporary,
        credentials,
        Row(
            codes: [131047], name: "window_closed", kind: .forbidden, remedy: .template,
            message: "More than 24 hours have passed since the person's last message."),
        Row(
            codes: [131026], name: "undeliverable", kind: .notFound, remedy: .giveUp,
            message: "The person cannot get the message: no WhatsApp, an old version, or terms not accepted."),
        Row(
            codes: [131030], name: "recipient_not_allowed", kind: .forbidden, remedy: .giveUp,
            message: "A test number sends to listed recipients only: add this one at Meta."),
        Row(
            codes: [131050, 130403, 130472], name: "not_wanted", kind: .forbidden, remedy: .giveUp,
            message: "The person has opted out or is blocked, or is part of an experiment of Meta's."),
        Row(
            codes: [131048, 131049], name: "spam_limit", kind: .rateLimited, remedy: .giveUp,
            message:
                "WhatsApp holds messages of this number back because of their quality. Trying again makes it worse."),
        Row(
            codes: [131031, 368, 130497, 131042, 131045, 133010, 131037], name: "account_restricted", kind: .forbidden,
            remedy: .mend,
            message: "The WhatsApp account may not send: look at its payment, registration and policy notices at Meta."),
        Row(
            codes: [132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069], name: "template_refused",
            kind: .invalid, remedy: .giveUp,
            message: "The template was refused: compare its name, language and parameters with those at Meta."),
        Row(
            codes: [131052, 131053], name: "media_failed", kind: .invalid, remedy: .giveUp,
            message: "WhatsApp could not take the media."),
        Row(
            codes: [131062, 131063, 131064, 131060], name: "recipient_not_supported", kind: .invalid, remedy: .giveUp,
            message: "WhatsApp does not take this message for this person."),
        Row(
            codes: [33, 100, 131008, 131009, 131021, 131051, 135000], name: "request_refused", kind: .invalid,
            remedy: .giveUp, message: "WhatsApp refused the request: look at the phone number's id and the log."),
    ]

    static let temporary = Row(
        codes: [1, 2, 131000, 131016, 131057, 133004], name: "whatsapp_unavailable", kind: .upstreamFailed,
        remedy: .again, message: "WhatsApp had a passing fault.")

    static let credentials = Row(
        codes: [0, 3, 10, 190, 131005] + Array(200...299), name: "credentials_refused", kind: .unauthenticated,
        remedy: .mend, message: "WhatsApp refuses the access token: renew it, or give it the permission to send.")

    static let throughput = rows[0]

    /// For codes that are not in the table, where the answer's HTTP status says no more.
    static let refused = Row(
        codes: [], name: "message_refused", kind: .upstreamFailed, remedy: .giveUp,
        message: "WhatsApp refused the message.")

    /// By the code, which wins over the HTTP status. The status decides where there is no code or an unknown one.
    static func row(code: Int?, status: Int?) -> Row {
        if let code, let row = byCode[code] { return row }
        switch status ?? 0 {
        case 401: return credentials
        case 429: return throughput
        case 408, 500...599: return temporary
        default: return refused
        }
    }

    private static let byCode = Dictionary(
        rows.flatMap { row in row.codes.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })
}

extension GraphErrorTable {
    /// What an error means for a reply.
    ///
    /// - Parameters:
    ///   - title: Meta's words. Only what cannot be a secret or a number goes into the error's `detail`.
    ///   - isStatus: whether it came in a status, after the message had been accepted.
    ///   - hasFallback: whether a template is configured, and it was not the template that failed.
    ///   - attempt: of the reply, from 1: each further one waits four times as long.
    static func channelError(
        code: Int, title: String?, isStatus: Bool, hasFallback: Bool, attempt: Int
    ) -> ChannelError {
        GraphError(code: code, title: title).channelError(
            isStatus: isStatus, hasFallback: hasFallback, attempt: attempt)
    }
}
