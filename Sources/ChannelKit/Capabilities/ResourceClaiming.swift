/// A channel that needs something of which the process has only one, such as standard input.
///
/// Two instances that claim one thing are a fault of the configuration, found before either of them opens it.
public protocol ResourceClaiming: Channel {
    /// What this instance needs for itself, in words that an operator understands: `standard input`.
    var claims: [String] { get }
}
