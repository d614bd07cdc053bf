/// What `Channel.verify` found.
public enum Verification: Sendable {
    /// From the platform: go on.
    case genuine
    /// A handshake of the platform's, answered on the spot: nothing is received.
    case answered(HTTPAnswer)
}

/// On whose word a sender is believed.
public struct Principal: Sendable, Hashable {
    public enum Authority: String, Sendable, Hashable {
        /// The platform, whose delivery was verified.
        case platform
        /// An application, by its key.
        case application
        /// A user of the bot, by a token the bot issued.
        case user
        /// The operating system: whoever runs the process.
        case operatingSystem
    }

    public var authority: Authority
    /// Who it is, in the authority's own terms: a user's id, a fingerprint of a key (never the key), a login name.
    public var subject: String
    /// What else the credential says, such as the conversation that a token names.
    public var claims: [String: String]

    public init(authority: Authority, subject: String, claims: [String: String] = [:]) {
        self.authority = authority
        self.subject = subject
        self.claims = claims
    }

    public static let platform = Principal(authority: .platform, subject: "")
}
