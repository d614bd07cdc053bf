import Foundation
import Hummingbird
import Logging
import NIOCore

/// The same server library with nothing behind it: decodes the message, encodes it back. What the bot adds to it is
/// everything that makes a turn.
@main
enum BareEcho {
    struct Question: Decodable {
        var content: String
    }

    struct Answer: ResponseEncodable {
        var text: String
    }

    static func main() async throws {
        let router = Router()
        router.post("chat") { request, context in
            Answer(text: try await request.decode(as: Question.self, context: context).content)
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0), backlog: 4096),
            onServerRunning: { channel in
                let line = Data("http://127.0.0.1:\(channel.localAddress?.port ?? 0)\n".utf8)
                try? FileHandle.standardOutput.write(contentsOf: line)
            },
            logger: Logger(label: "bare-echo") { _ in SwiftLogNoOpLogHandler() })
        try await application.runService()
    }
}
