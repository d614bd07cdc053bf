import BotModel
import LenientJSON

/// Puts a reply together from the body of an answer, as it comes. Knows nothing of the network.
///
/// A reply is complete when a finish reason or `[DONE]` was seen, or when the whole body was one JSON document, as from
/// a server that does not stream. A body that just ends is not a reply.
struct ReplyReader {
    private(set) var text = ""
    /// Whether the model has begun to answer, if only with thoughts or a refusal.
    private(set) var isBegun = false
    /// Whether the end of the stream was marked: what follows is of no interest.
    private(set) var isDone = false

    private enum Form { case unknown, events, document([UInt8]) }

    private let draft: any ReplyDraft
    private let redactor: Redactor
    private let maxReplyBytes: Int
    private var form = Form.unknown
    private var parser = ServerSentEventParser()
    private var received = 0
    private var hasEvents = false
    private var refusal = ""
    private var callsTool = false
    private var finishReason: String?
    private(set) var usage: TokenUsage?
    private var model: String?

    init(draft: any ReplyDraft, redactor: Redactor, maxReplyBytes: Int) {
        self.draft = draft
        self.redactor = redactor
        self.maxReplyBytes = maxReplyBytes
    }

    /// Whether the reply is whole, though more may come (the token counts, say).
    var isFinished: Bool { finishReason != nil || isDone }

    mutating func receive(_ bytes: some Collection<UInt8>) throws(Fault) {
        received += bytes.count
        // Each token is wrapped in some hundred bytes of JSON.
        guard received / 256 <= max(maxReplyBytes, 1 << 20) else { throw tooLong() }
        switch form {
        case .unknown: try begin(bytes)
        case .events: try receiveEvents(bytes)
        case .document(var document):
            form = .unknown  // so that the bytes have one owner, and are not copied
            guard document.count + bytes.count <= maxReplyBytes + (1 << 20) else { throw tooLong() }
            document.append(contentsOf: bytes)
            form = .document(document)
        }
    }

    /// The body has ended.
    mutating func finish() throws(Fault) -> ModelReply {
        if case .document(let document) = form { try take(document: document) }
        if case .events = form, !isFinished { try takeRest() }
        guard isFinished else { throw unfinished() }
        return try reply()
    }

    /// What a content type does not tell reliably, the first byte does.
    private mutating func begin(_ bytes: some Collection<UInt8>) throws(Fault) {
        guard let first = bytes.first(where: { !Self.space.contains($0) }) else { return }
        switch first {
        case UInt8(ascii: "{"): form = .document(Array(bytes))
        case UInt8(ascii: "<"):
            throw Fault(.malformed, .again(after: nil), detail: "a web page", quoting: redactor.clean(bytes))
        default:
            form = .events
            try receiveEvents(bytes)
        }
    }

    private mutating func receiveEvents(_ bytes: some Collection<UInt8>) throws(Fault) {
        let events: [ServerSentEventParser.Event]
        do { events = try parser.receive(bytes) } catch { throw tooLong() }
        for event in events where !isDone { try take(event) }
    }

    /// What stood at the end without the empty line that should follow it. Half an event is no fault of its own: the
    /// stream was cut.
    private mutating func takeRest() throws(Fault) {
        guard let event = try? parser.finish(), event.data == Self.done || JSONReader.read(event.data) != nil else {
            return
        }
        try take(event)
    }

    private mutating func take(_ event: ServerSentEventParser.Event) throws(Fault) {
        hasEvents = true
        guard !event.data.isEmpty else { return }
        if event.data == Self.done {
            isDone = true
            return
        }
        guard let json = JSONReader.read(event.data) else {
            guard !isFinished else { return }
            throw Fault(
                .malformed, .again(after: nil), partial: text,
                detail: "a chunk is no JSON", quoting: redactor.clean(event.data))
        }
        if json["error"] != nil || event.name == "error" { try fail(json, raw: event.data) }
        try take(CompletionChunk(json))
    }

    private mutating func take(document: [UInt8]) throws(Fault) {
        guard let json = JSONReader.read(document), json.isObject else {
            throw Fault(
                .malformed, .again(after: nil), detail: "a reply that is no JSON", quoting: redactor.clean(document))
        }
        if json["error"] != nil { try fail(json, raw: document) }
        guard !(json["choices"]?.elements.isEmpty ?? true) else {
            throw Fault(
                .malformed, .again(after: nil), detail: "JSON without a choice", quoting: redactor.clean(document))
        }
        try take(CompletionChunk(json))
        isDone = true
    }

    private mutating func take(_ chunk: CompletionChunk) throws(Fault) {
        isBegun = isBegun || chunk.isBegun
        callsTool = callsTool || chunk.callsTool
        finishReason = chunk.finishReason ?? finishReason
        usage = chunk.usage ?? usage
        model = chunk.model ?? model
        refusal += chunk.refusal
        guard refusal.utf8.count + text.utf8.count + chunk.content.utf8.count <= maxReplyBytes else { throw tooLong() }
        guard !chunk.content.isEmpty else { return }
        text += chunk.content
        draft.append(chunk.content)
    }

    /// A failure that was sent inside an answer of status 200.
    private func fail(_ json: JSONValue, raw: [UInt8]) throws(Fault) {
        guard !isFinished else { return }
        let upstream = UpstreamError(json)
        let code = upstream.code(status: nil)
        let remedy: Fault.Remedy =
            switch code {
            case .contextTooLong: .shorter
            case .rateLimited, .overloaded, .failed: .again(after: nil)
            default: .none
            }
        let summary = (["an error inside the reply"] + upstream.plainWords(redactor)).joined(separator: ", ")
        throw Fault(code, remedy, partial: text, detail: summary, quoting: redactor.clean(raw))
    }

    private func unfinished() -> Fault {
        guard hasEvents || received == 0 else {
            return Fault(.malformed, .again(after: nil), partial: text, detail: "neither an event stream nor JSON")
        }
        return Fault(
            .cutOff, .again(after: nil), partial: text,
            detail: "the stream ended after \(received) bytes with neither a finish reason nor [DONE]")
    }

    private func tooLong() -> Fault {
        Fault(.malformed, partial: text, detail: "a reply, or a part of it, is longer than the limit")
    }

    private func reply() throws(Fault) -> ModelReply {
        guard refusal.isEmpty else {
            throw Fault(.refused, partial: text, detail: "refused", quoting: redactor.clean(refusal))
        }
        switch finishReason {
        case "content_filter": throw Fault(.filtered, partial: text, detail: "the upstream's filter stopped the answer")
        case "error": throw Fault(.failed, .again(after: nil), partial: text, detail: "the finish reason is an error")
        default: break
        }
        guard text.contains(where: { !$0.isWhitespace }) else { throw empty() }
        return ModelReply(text: text, finishReason: finishReason, usage: usage, model: model)
    }

    private func empty() -> Fault {
        if callsTool { return Fault(.malformed, detail: "the model called a tool, and was offered none") }
        if finishReason == "length" {
            return Fault(
                .malformed, detail: "the token limit was used up before the first word of the answer: raise it")
        }
        return Fault(.malformed, .again(after: nil), detail: "an empty answer")
    }

    private static let done = Array("[DONE]".utf8)
    // White space, and the bytes of a byte order mark.
    private static let space: Set<UInt8> = [0x20, 0x0A, 0x0D, 0x09, 0xEF, 0xBB, 0xBF]
}
