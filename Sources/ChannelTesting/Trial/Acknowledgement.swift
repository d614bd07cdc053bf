import ChannelKit
import HTTPTypes

/// What the platform learns of a delivery.
enum Acknowledgement: Sendable {
    /// It was taken: the platform forgets it.
    case taken(HTTPAnswer?)
    /// It was not: the platform tries again, or does not.
    case refused(status: Int, retryAfter: String?, HTTPAnswer?)
    /// The process died before it said anything.
    case silence

    var isTaken: Bool { if case .taken = self { true } else { false } }
    /// The status of an answer, or the one that stands for an error. Nil where there was none.
    var status: Int? {
        switch self {
        case .taken(let answer): answer?.status.code ?? 200
        case .refused(let status, _, _): status
        case .silence: nil
        }
    }
    var answer: HTTPAnswer? {
        switch self {
        case .taken(let answer), .refused(_, _, let answer): answer
        case .silence: nil
        }
    }
}

extension Acknowledgement {
    init(_ answer: HTTPAnswer) {
        if (200..<300).contains(answer.status.code) {
            self = .taken(answer)
        } else {
            self = .refused(status: answer.status.code, retryAfter: answer.headers[.retryAfter], answer)
        }
    }

    init(_ error: ChannelError) {
        let retryAfter = error.retryAfter.map { "\($0.components.seconds)" }
        self = .refused(status: error.kind.httpStatus.code, retryAfter: retryAfter, nil)
    }
}

extension HTTPAnswer {
    /// The body where it is bytes.
    var text: String { if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" } }
}
