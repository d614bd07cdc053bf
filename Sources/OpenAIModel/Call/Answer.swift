import BotModel
import NIOCore
import NIOHTTP1

/// What has come of the upstream's answer to one call: a reply, or the text that goes with a refusal.
struct Answer {
    /// What the call waits for after a piece.
    enum Expectation {
        /// Nothing has changed: the wait that was begun goes on.
        case same
        /// The next token, from now on.
        case token
        /// The answer is known; only what may follow it is waited for, so long at most.
        case tail(Duration)
        /// Nothing more is of interest.
        case nothing
    }

    private struct Refusal {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8] = []
    }

    private static let longestError = 64 << 10

    private let redactor: Redactor
    private var reader: ReplyReader
    private var refusal: Refusal?

    init(draft: any ReplyDraft, redactor: Redactor, maxReplyBytes: Int) {
        self.redactor = redactor
        reader = ReplyReader(draft: draft, redactor: redactor, maxReplyBytes: maxReplyBytes)
    }

    /// The text of the reply so far.
    var text: String { reader.text }
    /// Whether the model has begun to answer.
    var isBegun: Bool { reader.isBegun }
    /// What the upstream has said that it costs so far.
    var usage: TokenUsage? { reader.usage }

    mutating func receive(_ head: HTTPResponseHead) -> Expectation {
        guard !(200..<300).contains(head.status.code) else { return .same }
        refusal = Refusal(status: Int(head.status.code), headers: head.headers)
        return .tail(.seconds(2))
    }

    mutating func receive(_ piece: ByteBuffer) throws(Fault) -> Expectation {
        if refusal != nil {
            refusal?.body.append(contentsOf: piece.readableBytesView)
            return (refusal?.body.count ?? 0) > Self.longestError ? .nothing : .same
        }
        let (wasDone, wasFinished) = (reader.isDone, reader.isFinished)
        guard !wasDone else { return .same }
        try reader.receive(piece.readableBytesView)
        // The end of the body comes with it as a rule, and the connection can then be used again.
        if reader.isDone { return .tail(.milliseconds(100)) }
        // The token counts may follow.
        if reader.isFinished { return wasFinished ? .same : .tail(.seconds(1)) }
        return reader.isBegun ? .token : .same
    }

    /// What the answer amounts to when its body has ended.
    mutating func finish() throws(Fault) -> ModelReply {
        if let refusal {
            throw Fault(status: refusal.status, headers: refusal.headers, body: refusal.body, redactor: redactor)
        }
        return try reader.finish()
    }

    /// What it amounts to when it was ended before its time: whole as it may be, or else the fault that ended it.
    mutating func finish(unlessWhole fault: (String) -> Fault) throws(Fault) -> ModelReply {
        guard refusal != nil || reader.isFinished else { throw fault(reader.text) }
        return try finish()
    }
}
