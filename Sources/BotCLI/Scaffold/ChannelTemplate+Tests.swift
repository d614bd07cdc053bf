extension ChannelTemplate {
    static let conformance = ##"""
        import ChannelKit
        import ChannelTesting
        import Foundation
        import HTTPTypes
        import Testing

        @testable import __NAME__Channel

        @Suite("The __NAME__ channel keeps what every channel promises")
        struct ConformanceTests {
            @Test("A promise of every channel", arguments: ChannelPromise.all(of: __NAME__Specimen()))
            func promise(_ promise: ChannelPromise) async throws { try await promise.run() }
        }

        /// The channel as the kit is given it. FILL IN: the platform's words.
        struct __NAME__Specimen: ChannelSpecimen {
            typealias Subject = __NAME__Channel

            private let key = "the-key-of-the-webhook"
            private let token = "the-token-of-the-api"

            func makePlatform() async throws -> HTTPPlatform {
                try await HTTPPlatform.start(
                    HTTPPlatform.Words(
                        reply: { call in
                            guard call.path == "/send", let to = call.json?["to"] as? String,
                                let chat = Int(to.dropFirst("person-".count)), let text = call.json?["text"] as? String
                            else { return nil }
                            return SentReply(chat: chat, text: text, reply: call.json?["key"] as? String)
                        },
                        answer: { answer, reply in
                            switch answer {
                            case .takes, .takesSilently, .vanishes: .init(body: #"{"id":"\#(reply.platformID)"}"#)
                            case .busy: .init(status: 429, headers: ["Retry-After": "2"])
                            case .refuses: .init(status: 400)
                            case .locksOut: .init(status: 401)
                            }
                        }))
            }

            func settings(on platform: HTTPPlatform) -> String {
                """
                webhook_key: \(key)
                api_token: \(token)
                api_url: \(platform.url)
                """
            }

            var secrets: [String] { [key, token] }

            /// FILL IN: nil for more than one message where the platform sends each by itself, and say so:
            /// `var absences: [Absence: String] { [.batches: "…"] }`.
            func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> HTTPDelivery? {
                post(body(of: messages), key: key)
            }

            func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> HTTPDelivery? { post(bytes, key: key) }

            /// FILL IN: where it signs, also a body that was changed after it was signed.
            func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
                [
                    Named("no key", post(body(of: [message]), key: nil)),
                    Named("another key", post(body(of: [message]), key: "another")),
                ]
            }

            /// FILL IN: leave this out where the platform never delivers what a bot wrote, and say so: `[.echoes: "…"]`.
            func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
                [Named("the bot's own message", post(body(of: [message], isBot: true), key: key))]
            }

            func faultySettings(on platform: HTTPPlatform) -> [Named<String>] {
                [
                    Named("path", settings(on: platform) + "\npath: here"),
                    Named("api_url", "webhook_key: \(key)\napi_token: \(token)\napi_url: nowhere"),
                ]
            }

            private func body(of messages: [SampleMessage], isBot: Bool = false) -> [UInt8] {
                let list = messages.map { message in
                    #"{"id":"m\#(message.number)","from":"person-\#(message.chat)","#
                        + #""text":\#(JSONText.quoted(message.text)),"bot":\#(isBot)}"#
                }
                return Array(#"{"messages":[\#(list.joined(separator: ","))]}"#.utf8)
            }

            private func post(_ body: [UInt8], key: String?) -> HTTPDelivery {
                var request = HTTPRequest(method: .post, scheme: "https", authority: "bot.test", path: "/chat/__TYPE__")
                if let key, let name = HTTPField.Name("X-__NAME__-Key") { request.headerFields[name] = key }
                return HTTPDelivery(request: request, body: body, requestID: "request")
            }
        }

        """##

    static let tests = ##"""
        import ChannelKit
        import Foundation
        import Testing

        @testable import __NAME__Channel

        @Suite("A delivery of __NAME__'s")
        struct UpdateTests {
            /// FILL IN: real deliveries of the platform, one file for each kind, in Fixtures.
            @Test("becomes a message for each that can be read")
            func messages() throws {
                let file = Bundle.module.bundlePath + "/Fixtures/two_messages.json"
                let body = try #require(FileManager.default.contents(atPath: file))
                let events = try __NAME__Update(parsing: Array(body)).events
                #expect(events.count == 2)
                guard case .message(let first) = events.first else { return #expect(Bool(false), "no message") }
                #expect(first.id == "1")
                #expect(first.content == "Hello")
            }
        }

        """##

    static let fixture = """
        {
          "messages": [
            { "id": "1", "from": "person-1", "text": "Hello" },
            { "id": "2", "from": ["nobody"], "text": "cannot be read" },
            { "id": "3", "from": "person-2", "text": "Good day" }
          ]
        }

        """

    static let configuration = ##"""
        # A bot behind __NAME__, with a model that repeats what is said.
        store:
          url: sqlite:data/__TYPE__.sqlite
        model:
          provider: echo
        channels:
          __TYPE__:
            type: __TYPE__
            # FILL IN: the settings under the names that you give them.
            webhook_key: ${__UPPER___KEY}
            api_token: ${__UPPER___TOKEN}
            api_url: ${__UPPER___API:-https://api.example.com}

        """##

    static let program = ##"""
        import BotCLI
        import BotRuntime
        import __NAME__Channel

        /// The `bot` command with this channel beside the built-in ones.
        @main
        enum Main {
            static func main() async {
                await BotProgram.run(channels: ChannelRegistry(ChannelRegistry.builtIn.types + [__NAME__Channel.self]))
            }
        }

        """##

    static let manifest = ##"""
        // swift-tools-version: 6.1
        import PackageDescription

        let strict: [SwiftSetting] = [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
        let channelKit = Target.Dependency.product(name: "ChannelKit", package: "__PACKAGE__")
        let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
        let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

        let package = Package(
            name: "__NAME__Channel",
            platforms: [.macOS(.v15)],
            products: [.library(name: "__NAME__Channel", targets: ["__NAME__Channel"])],
            dependencies: [
                __DEPENDENCY__,
                .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
                .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
            ],
            targets: [
                .target(
                    name: "__NAME__Channel",
                    dependencies: [
                        channelKit, .product(name: "PlatformClient", package: "__PACKAGE__"),
                        .product(name: "LenientJSON", package: "__PACKAGE__"), httpTypes, crypto,
                    ], swiftSettings: strict),
                .executableTarget(
                    name: "__TYPE__-bot",
                    dependencies: [
                        "__NAME__Channel", .product(name: "BotCLI", package: "__PACKAGE__"),
                        .product(name: "BotRuntime", package: "__PACKAGE__"),
                    ], swiftSettings: strict),
                .testTarget(
                    name: "__NAME__ChannelTests",
                    dependencies: [
                        "__NAME__Channel", channelKit, .product(name: "ChannelTesting", package: "__PACKAGE__"), httpTypes,
                        crypto,
                    ], resources: [.copy("Fixtures")], swiftSettings: strict),
            ]
        )

        """##
}
