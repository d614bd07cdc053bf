import AsyncHTTPClient
import BotModel
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a failure of the connection means. Its own description is never passed on: it may quote a header, so the key.
enum TransportError {
    /// Nothing of an answer had come.
    static func beforeAnswer(_ error: any Error) -> Fault {
        switch error {
        case let error as HTTPClientError: before(error)
        case let error as HTTPParserError where error != .invalidEOFState:
            Fault(.malformed, .again(after: nil), detail: "the answer is not HTTP")
        case is HTTPParserError: closed
        case let error as ChannelError: before(error)
        case let error as IOError where [ECONNRESET, EPIPE, ECONNABORTED].contains(error.errnoCode): closed
        default:
            // A name that does not resolve, a refused connection, a certificate. Not asked again: the client has gone
            // on trying to connect for as long as it may.
            Fault(.unreachable, detail: "no connection: \(name(error))")
        }
    }

    private static func before(_ error: HTTPClientError) -> Fault {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
            Fault(
                .timedOut, .again(after: nil), phase: .connect,
                detail: "no connection in time: \(error.shortDescription)")
        case .remoteConnectionClosed: closed
        case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath:
            Fault(.unreachable, detail: "the base URL is not an address")
        case .alreadyShutdown, .cancelled: Fault(.unreachable, detail: "the model has been shut down")
        default:
            // Its cases with values are faulty headers: their values are not shown.
            Fault(.unreachable, detail: "\(error.shortDescription) (a line break in the key or in a header?)")
        }
    }

    /// A kept connection that the server was just closing, as a rule.
    private static func before(_ error: ChannelError) -> Fault {
        if case .connectTimeout = error {
            return Fault(.timedOut, .again(after: nil), phase: .connect, detail: "no connection in time")
        }
        return closed
    }

    private static var closed: Fault {
        Fault(.unreachable, .again(after: nil), detail: "the connection was closed before an answer")
    }

    /// A part of a reply had come, or its head.
    static func insideReply(_ error: any Error, partial: String) -> Fault {
        if let error = error as? HTTPParserError, error != .invalidEOFState {
            return Fault(.malformed, .again(after: nil), partial: partial, detail: "the stream is not HTTP")
        }
        return Fault(.cutOff, .again(after: nil), partial: partial, detail: "the connection broke off: \(name(error))")
    }

    /// The type of an error, or the plain name of one of the client's own.
    private static func name(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as IOError: "system error \(error.errnoCode)"
        default: String(describing: type(of: error))
        }
    }
}
