/// Why a batch did not do what it was asked. Never a password, never a parameter's value.
public struct PostgresError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The server refused it: nothing of the batch has happened. `sqlState` says why.
        case server
        /// It was not sent: nothing has happened.
        case unreachable
        /// The connection was lost after it was sent: it may have happened.
        case unknown
        /// It took too long and was cancelled: nothing has happened.
        case timeout
        /// Too many batches wait, or this one has waited for too long: nothing has happened.
        case exhausted
        /// The pool is closed.
        case closed
        /// A parameter cannot be sent, or a column cannot be read as what it was asked for.
        case invalid
    }

    public var kind: Kind
    /// Five characters, of which the first two say the class: `23505` is a unique violation.
    public var sqlState: String?
    public var message: String

    public init(_ kind: Kind, sqlState: String? = nil, _ message: String) {
        self.kind = kind
        self.sqlState = sqlState
        self.message = message
    }

    public var description: String { "\(sqlState ?? kind.rawValue): \(message)" }

    /// Errors about data (class 22) quote it.
    static func withoutData(_ message: String, sqlState: String) -> String {
        guard sqlState.hasPrefix("22") else { return message }
        var parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        for index in parts.indices where !index.isMultiple(of: 2) { parts[index] = "…" }
        return parts.joined(separator: "\"")
    }

    static let closed = PostgresError(.closed, "the pool is closed")
}
