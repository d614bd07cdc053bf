import Glibc

/// A port that the server cannot have.
public struct PortUnavailable: Error, Sendable, CustomStringConvertible {
    public let name: String
    public let host: String
    public let port: Int
    public let reason: CInt

    public var description: String {
        let next =
            switch reason {
            case EADDRINUSE: "the port is in use: stop the program that has it, or set \(name).port"
            case EACCES: "this user may not open it: use a port above 1023"
            default: "this machine has no such address: set \(name).host"
            }
        return "cannot listen on \(host):\(port): \(next)"
    }
}
