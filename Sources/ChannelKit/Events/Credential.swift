public import struct Foundation.Date

/// What proves that a request comes from the user whom it names, where that proof can be taken back.
///
/// A channel that issues tokens says by it which token was shown. The store then refuses what comes by a session that has
/// ended, in the transaction that would have recorded it.
public struct Credential: Sendable, Hashable {
    /// The session that the token belongs to. Nil for a guest's token, which belongs to none: it is good until the user
    /// registers, changes their password or is signed out everywhere.
    public var session: SessionID?
    /// When the token was issued, in whole seconds.
    public var issuedAt: Date

    public init(session: SessionID? = nil, issuedAt: Date) {
        self.session = session
        self.issuedAt = issuedAt
    }
}

/// A place where a user has signed in, and stays so until they sign out.
public struct SessionID: RowID {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}
