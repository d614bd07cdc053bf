/// A channel that can find out whether its platform would let it work: for `bot doctor`.
public protocol Diagnosable: Channel {
    /// Looks at credentials, rights and the platform's set-up by calls that change nothing and reach no user.
    ///
    /// Returns within some ten seconds. Whatever keeps it from finding something out is a finding too. The instance was
    /// opened for this alone: its loop does not run, and its cursor is empty.
    func diagnose() async -> [Finding]
}

/// One thing that was looked at, and how it is.
public struct Finding: Sendable, Hashable {
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        case ok
        /// It works, and probably not as it is meant.
        case warning
        /// It does not work, and not because of what is configured: a service is out of reach, say.
        case unavailable
        /// It does not work until the configuration, or the platform's, is mended.
        case misconfigured
    }

    /// What was looked at, in a word or two: `access token`.
    public var subject: String
    public var verdict: Verdict
    /// What was found, in one line. Never a secret.
    public var message: String
    /// What is to be done about it.
    public var remedy: String?

    public init(_ subject: String, _ verdict: Verdict, _ message: String, remedy: String? = nil) {
        self.subject = subject
        self.verdict = verdict
        self.message = message
        self.remedy = remedy
    }
}
