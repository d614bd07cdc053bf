/// Reads server-sent events from bytes in any pieces, as the standard says: lines end in LF, CR or both, comments and
/// unknown fields are passed over, an event without data is none.
struct EventParser: Sendable {
    struct Event: Sendable, Hashable {
        var name: String
        var data: String
        /// The event's own. Nil: it has none.
        var id: String?
    }

    struct Failure: Error, Hashable { var description: String }

    /// The connection ended before the stream did.
    static let brokenOff = Failure(description: "the stream broke off")
    /// Longest line, in bytes.
    static let longestLine = 64 << 20

    private var line: [UInt8] = []
    private var endsInCarriageReturn = false
    private var name = ""
    private var data: [String] = []
    private var id: String?

    mutating func read(_ bytes: some Sequence<UInt8>) throws(Failure) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            defer { endsInCarriageReturn = byte == 0x0D }
            if byte == 0x0A, endsInCarriageReturn { continue }
            guard byte == 0x0A || byte == 0x0D else {
                guard line.count < Self.longestLine else { throw Failure(description: "a line has no end") }
                line.append(byte)
                continue
            }
            let text = String(decoding: line, as: UTF8.self)
            line.removeAll(keepingCapacity: true)
            if let event = take(text) { events.append(event) }
        }
        return events
    }

    private mutating func take(_ line: String) -> Event? {
        guard !line.isEmpty else {
            defer { (name, data, id) = ("", [], nil) }
            if data.isEmpty { return nil }
            return Event(name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"), id: id)
        }
        let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = halves.count == 2 ? halves[1] : ""
        if value.first == " " { value.removeFirst() }
        switch halves[0] {
        case "event": name = String(value)
        case "data": data.append(String(value))
        case "id" where !value.contains("\0"): id = String(value)
        default: break
        }
        return nil
    }
}
