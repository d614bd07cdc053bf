/// Takes an event stream apart, whatever the borders of the pieces that it comes in.
///
/// Bytes in, events out: comments are skipped, lines end in LF, CRLF or CR, a byte order mark at the start is ignored,
/// several `data` lines make one event. Text is left as bytes, so that a border inside a character does no harm.
struct ServerSentEventParser {
    struct Event: Sendable, Equatable {
        /// The value of its `event` line; nil where there is none.
        var name: String?
        var data: [UInt8]
    }

    /// A line or an event is longer than the limit.
    struct TooLong: Error {}

    private let limit: Int
    private var line: [UInt8] = []
    private var name: String?
    private var data: [UInt8]?
    private var isFirstLine = true
    private var lastWasCarriageReturn = false

    /// - Parameter limit: bytes in one line, and in the data of one event.
    init(limit: Int = 1 << 20) {
        self.limit = limit
    }

    /// Takes the next piece, and returns the events that it completes, in order.
    mutating func receive(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            defer { lastWasCarriageReturn = byte == 0x0D }
            switch byte {
            case 0x0A where lastWasCarriageReturn: continue
            case 0x0A, 0x0D: if let event = try endLine() { events.append(event) }
            default:
                guard line.count < limit else { throw TooLong() }
                line.append(byte)
            }
        }
        return events
    }

    /// What had come when the stream ended: an event without the empty line that should follow it.
    mutating func finish() throws(TooLong) -> Event? {
        if !line.isEmpty, let event = try endLine() { return event }
        return dispatch()
    }

    private mutating func endLine() throws(TooLong) -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[min(colon + 1, line.endIndex)...]
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch line[..<colon] {
        case Self.dataField: try append(value)
        case Self.eventField: name = String(decoding: value, as: UTF8.self)
        default: break  // a comment (its name is empty), `id`, `retry`, or what nobody has defined
        }
        return nil
    }

    private mutating func append(_ value: ArraySlice<UInt8>) throws(TooLong) {
        guard var whole = data.take() else {
            data = Array(value)
            return
        }
        guard whole.count + value.count < limit else { throw TooLong() }
        whole.append(0x0A)
        whole.append(contentsOf: value)
        data = whole
    }

    private mutating func dispatch() -> Event? {
        defer { name = nil }
        guard let data = data.take() else { return nil }
        return Event(name: name, data: data)
    }

    private static let dataField = Array("data".utf8)[...]
    private static let eventField = Array("event".utf8)[...]
}
