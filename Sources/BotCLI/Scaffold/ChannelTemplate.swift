/// The channel that `bot new-channel` writes: a webhook with a key, and a call for each reply.
enum ChannelTemplate {
    static let channel = ##"""
        public import ChannelKit
        import HTTPTypes
        import LenientJSON
        import PlatformClient

        /// __NAME__ as a channel: `type: __TYPE__`.
        ///
        /// FILL IN: what one instance is (a bot, a number, a workspace), and where the platform documents its webhooks.
        public struct __NAME__Channel: WebhookReceiving {
            public static let type: ChannelType = "__TYPE__"

            let settings: Settings

            public init(settings: Settings, context: ChannelContext) throws(ChannelError) {
                self.settings = settings
            }

            public var routes: [HTTPRoute] { [HTTPRoute(.post, settings.path)] }

            /// Is it from the platform? FILL IN: most sign the raw bytes, which `delivery.signature(in:after:)` reads; the guide
            /// "Verifying a webhook" has an HMAC's lines.
            public func verify(_ delivery: HTTPDelivery) async throws(ChannelError) -> Verification {
                guard let key = delivery.onlyValue(of: "X-__NAME__-Key"), settings.webhookKey.matches(key) else {
                    throw ChannelError(
                        "forged_delivery", kind: .unauthenticated, message: "This delivery is not from __NAME__.")
                }
                return .genuine
            }

            /// What has happened, in order. FILL IN: in `__NAME__Update`. A part that cannot be read must not lose the others.
            public func receive(
                _ delivery: HTTPDelivery, from principal: Principal
            ) async throws(ChannelError) -> [InboundEvent] {
                try __NAME__Update(parsing: delivery.body).events
            }

            /// The platform tries again unless it gets a 2xx, which it gets once everything is durable.
            public func respond(
                to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>
            ) async -> HTTPAnswer {
                switch outcome {
                case .success: .text("ok")
                case .failure(let error): .failure(error, requestID: delivery.requestID)
                }
            }

            /// One reply out. FILL IN: the platform's call, and what an error means where `toReply` takes it for another thing.
            /// A name goes into its path by `PlatformRequest.segment`.
            public func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
                guard case .text(let text) = reply.body else {
                    throw ChannelError("nothing_to_send", kind: .invalid, message: "A failure is not sent to __NAME__.")
                }
                let (chat, quoted) = (JSONText.quoted(address.chat.rawValue), JSONText.quoted(text))
                let body = #"{"to":\#(chat),"text":\#(quoted),"key":"\#(reply.id)"}"#
                let response = try await PlatformResponse.toReply(
                    .json(
                        settings.apiURL + "/send", headers: [("authorization", "Bearer \(settings.apiToken.value)")],
                        body: Array(body.utf8)))
                let id = JSONReader.read(response.body)?["id"]?.label(limit: 255)
                return Receipt(platformIDs: id.map { [$0] } ?? [])
            }
        }

        """##

    static let settings = ##"""
        public import ChannelKit

        extension __NAME__Channel {
            /// What the YAML may say about one instance. FILL IN: what your platform needs.
            public struct Settings: ChannelSettings {
                /// Where the platform's deliveries arrive.
                public var path: String
                /// What a delivery has to bring to be believed.
                public var webhookKey: Secret
                /// What the platform's API is called with.
                public var apiToken: Secret
                /// The platform's API, without a trailing slash.
                public var apiURL: String

                public init(from reader: inout SettingsReader) {
                    path = reader.path("path", default: "/chat/__TYPE__", help: "where __NAME__'s deliveries arrive")
                    webhookKey = reader.secret("webhook_key", help: "what a delivery has to bring")
                    apiToken = reader.secret("api_token", help: "what the API is called with")
                    apiURL = reader.url("api_url", default: "https://api.example.com", help: "the platform's API")
                }
            }
        }

        """##

    static let update = ##"""
        import ChannelKit
        import LenientJSON

        /// What one delivery of __NAME__'s holds. FILL IN: the platform's own form, with a link to where it is documented.
        struct __NAME__Update {
            private let messages: [JSONValue]

            init(parsing body: [UInt8]) throws(ChannelError) {
                guard let json = JSONReader.read(body), json.isObject else {
                    throw ChannelError("malformed_delivery", kind: .invalid, message: "The delivery is not as expected.")
                }
                messages = json["messages"]?.elements ?? []
            }

            var events: [InboundEvent] { messages.compactMap(Self.message).map(InboundEvent.message) }

            /// A message that cannot be read is left out, and its siblings are not lost.
            private static func message(_ json: JSONValue) -> InboundMessage? {
                // Written by a bot: this one or another. Two bots that answer each other never end.
                if json["bot"] == .bool(true) { return nil }
                guard let id = json["id"]?.label(limit: 255), let from = json["from"]?.label(limit: 255),
                    let text = json["text"]?.text, !text.isEmpty
                else { return nil }
                return InboundMessage(
                    id: id, sender: .identity(Identity(id: from)), address: ChatAddress(from), content: text,
                    caller: .absent)
            }
        }

        """##
}
