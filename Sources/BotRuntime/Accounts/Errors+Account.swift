import ChannelKit

/// What is told about accounts. None of these says who has one, but where somebody registers by an address that is taken.
extension ChannelError {
    static let wrongCredentials = ChannelError(
        "wrong_credentials", kind: .unauthenticated, message: "Wrong e-mail address or password")
    static let emailTaken = ChannelError(
        "email_taken", kind: .conflict, message: "This e-mail address cannot be used")
    static let alreadyRegistered = ChannelError(
        "already_registered", kind: .conflict, message: "You are registered already")
    static let notRegistered = ChannelError(
        "not_registered", kind: .forbidden, message: "Register first")
    static let linkNotFound = ChannelError("link_not_found", kind: .notFound, message: "Link not found")
    static let invalidEmail = ChannelError(
        "invalid_field", kind: .invalid, message: "Invalid field: email must be an e-mail address")
    static let unfitPassword = ChannelError(
        "weak_password", kind: .invalid, message: "A password takes 8 to 1024 bytes of UTF-8")

    static func tooManyAttempts(_ wait: Duration) -> ChannelError {
        ChannelError(
            "rate_limited", kind: .rateLimited, retry: .after(wait), message: "Too many attempts. Try again later.")
    }
}
