import NIOHTTP1

/// What came back from a call, as HTTP has it.
struct BotResponse: Sendable {
    /// In bytes. A hundred updates of the longest texts have about two million.
    static let longestBody = 8 << 20

    var status: Int
    /// In seconds, at most an hour. Telegram says it in the body; somebody in between may say it here.
    var retryAfter: Duration?
    var body: [UInt8]

    init(head: HTTPResponseHead, body: [UInt8]) {
        status = Int(head.status.code)
        retryAfter = head.headers.first(name: "retry-after").flatMap(Self.seconds)
        self.body = body
    }

    private static func seconds(_ text: String) -> Duration? {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int(text), seconds > 0
        else { return nil }
        return .seconds(min(seconds, 3_600))
    }
}
