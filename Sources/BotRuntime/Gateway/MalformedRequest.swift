import ChannelKit
import HTTPTypes
import NIOCore

/// The answer to bytes that are not an HTTP request.
enum MalformedRequest {
    static func answer() -> (head: HTTPResponse, body: ByteBuffer) {
        let requestID = RequestIDs.id(given: nil)
        let error = ChannelError("malformed_request", kind: .invalid, message: "This is not an HTTP request")
        let answer = HTTPAnswer.failure(error, requestID: requestID)
        var body = ByteBuffer()
        if case .bytes(let bytes) = answer.body { body.writeBytes(bytes) }
        var head = HTTPResponse(status: answer.status, headerFields: answer.headers)
        head.headerFields[.contentLength] = String(body.readableBytes)
        head.headerFields[.connection] = "close"
        head.headerFields[.requestID] = requestID
        return (head, body)
    }
}

extension HTTPField.Name {
    /// `X-Request-ID`, taken from a request and given back with its answer.
    static let requestID = HTTPField.Name("X-Request-ID").unsafelyUnwrapped
}
