public import ChannelKit

extension PlatformRequest {
    /// Somebody else's text as one segment of an address's path:
    ///
    /// ```swift
    /// let room = try PlatformRequest.segment(address.chat.rawValue)
    /// let url = "\(settings.apiURL)/rooms/\(room)/messages"
    /// ```
    ///
    /// Everything is percent-encoded but the unreserved characters of RFC 3986 (2.3): letters and digits of ASCII, `-`, `_`,
    /// `.` and `~`. So no id ends its segment, begins a query, or leads to another call of the API with the bot's
    /// credentials. Throws `no_such_address`, never to be tried again, for what no encoding makes a segment: nothing, and `.`
    /// or `..` by itself or between slashes of either kind, which servers take for "here" and "one up" also where they are
    /// encoded.
    public static func segment(_ text: String) throws(ChannelError) -> String {
        let steps = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        guard !text.isEmpty, !steps.contains("."), !steps.contains("..") else {
            throw ChannelError("no_such_address", kind: .invalid, message: "There is no such address at the platform.")
        }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "-_.~".utf8.contains(byte)
        }
    }
}
