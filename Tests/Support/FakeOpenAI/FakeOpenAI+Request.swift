public import Foundation

extension FakeOpenAI {
    /// A call as it came in. Its JSON is read when somebody asks.
    public struct Request: Sendable {
        public var method: String
        public var path: String
        /// What stands behind the question mark, as it was sent.
        public var query: String?
        /// Names in lower case, in the order sent.
        public var headers: [(name: String, value: String)]
        public var body: Data

        public func header(_ name: String) -> String? {
            headers.first { $0.name == name.lowercased() }?.value
        }

        public var model: String? { content?.model }
        // Looked for, not decoded, for load tests: unescaped quotes can only be those of a parameter's name.
        public var isStreamed: Bool { has("\"stream\":true") || has("\"stream\": true") }
        public var wantsUsage: Bool { has("\"include_usage\":true") || has("\"include_usage\": true") }
        /// Roles and texts, in order.
        public var messages: [Message] { content?.messages ?? [] }
        public var lastUserMessage: String { messages.last { $0.role == "user" }?.content ?? "" }

        /// The names of all parameters that were sent.
        public var parameters: Set<String> {
            let json = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
            return Set((json ?? [:]).keys)
        }

        /// A parameter that is a number.
        public func number(_ name: String) -> Double? {
            let json = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
            return (json?[name] as? NSNumber)?.doubleValue
        }

        private func has(_ json: String) -> Bool { body.range(of: Data(json.utf8)) != nil }

        private var content: Content? { try? JSONDecoder().decode(Content.self, from: body) }

        public struct Message: Sendable, Hashable, Decodable {
            public var role: String
            public var content: String

            public init(role: String, content: String) {
                self.role = role
                self.content = content
            }
        }

        private struct Content: Decodable {
            var model: String?
            var messages: [Message]?
        }
    }
}
