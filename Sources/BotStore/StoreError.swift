/// Why the store did not do what it was asked.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// It cannot be reached or opened, or it is closed.
        case unavailable
        /// Another process holds it.
        case locked
        /// The disk is full.
        case full
        /// It cannot be written.
        case readOnly
        /// Its schema is newer than this program, or there is none yet.
        case schema
        /// Its content is damaged.
        case corrupt
        /// The work belongs to another process by now.
        case fenced
        /// A value does not fit.
        case invalid
        /// Too much waits to be written: nothing was done, and may be tried again. Only `accept` is ever refused so.
        case overloaded
        /// The credential by which it was asked has been taken back.
        case revoked
    }

    public var code: Code
    /// What happened and what to do about it, in one line. Never a secret (a password in a URL).
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same call will be refused the same way however often it is made.
    public var isLasting: Bool { code == .invalid || code == .corrupt }

    public var description: String { "\(code.rawValue): \(message)" }
}
