public import HTTPTypes

/// One HTTP request, whole: its body has been read, within the server's limits.
public struct HTTPDelivery: Sendable, Hashable {
    public var request: HTTPRequest
    public var body: [UInt8]
    /// Short, plain, unique; the answer carries it as `X-Request-ID`.
    public var requestID: String
    /// The address of the peer, where it is known.
    public var remoteAddress: String?

    public init(request: HTTPRequest, body: [UInt8] = [], requestID: String, remoteAddress: String? = nil) {
        self.request = request
        self.body = body
        self.requestID = requestID
        self.remoteAddress = remoteAddress
    }

    /// The path without its query, still percent-encoded.
    public var path: Substring {
        let target = request.path ?? "/"
        return target.prefix { $0 != "?" }
    }

    /// The first query item of that name, percent-decoded, or nil. `+` stands for a space.
    public func query(_ name: String) -> String? {
        guard let target = request.path, let mark = target.firstIndex(of: "?") else { return nil }
        for item in target[target.index(after: mark)...].split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = pair.first, Self.decoded(key) == name else { continue }
            return pair.count == 2 ? Self.decoded(pair[1]) : ""
        }
        return nil
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
