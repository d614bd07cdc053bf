import AsyncHTTPClient
import BotModel
import NIOCore
import NIOHTTP1

/// Turns a question into the HTTP request for it. Made once, with all that does not change from turn to turn.
struct ChatRequest: Sendable {
    /// The request but for its body, or why there is none: an address is parsed once, not for every turn.
    private let template: Result<HTTPClient.Request, any Error>
    private let configuration: OpenAIModel.Configuration
    private let listAddress: String
    private let headers: HTTPHeaders

    /// As it is configured.
    var model: String { configuration.model }

    init(_ configuration: OpenAIModel.Configuration) {
        self.configuration = configuration
        var base = configuration.baseURL[...]
        while base.last == "/" { base = base.dropLast() }
        let query = configuration.query.sorted { $0.key < $1.key }
            .map { "\(Self.percentEncoded($0.key))=\(Self.percentEncoded($0.value))" }.joined(separator: "&")
        func address(_ path: String) -> String { "\(base)/\(path)" + (query.isEmpty ? "" : "?\(query)") }
        let url = address("chat/completions")
        listAddress = address("models")

        var headers: HTTPHeaders = [
            "Content-Type": "application/json", "Accept": "text/event-stream, application/json",
            "User-Agent": "ChannelKit",
        ]
        if let key = configuration.apiKey, !key.isEmpty {
            switch configuration.keyHeader {
            case .authorization: headers.add(name: "Authorization", value: "Bearer \(key)")
            case .apiKey: headers.add(name: "api-key", value: key)
            }
        }
        for (name, value) in configuration.headers { headers.replaceOrAdd(name: name, value: value) }
        self.headers = headers
        template = Result { [headers] in try HTTPClient.Request(url: url, method: .POST, headers: headers) }
    }

    /// Asks which models there are.
    func list() -> HTTPClientRequest {
        var request = HTTPClientRequest(url: listAddress)
        request.headers = headers
        request.headers.remove(name: "Content-Type")
        request.headers.replaceOrAdd(name: "Accept", value: "application/json")
        return request
    }

    func make(
        system: String?, messages: some Collection<ModelRequest.Message>, turn: String
    ) throws(Fault) -> HTTPClient.Request {
        var request: HTTPClient.Request
        do { request = try template.get() } catch { throw TransportError.beforeAnswer(error) }
        if Self.isPlain(turn) { request.headers.add(name: "X-Client-Request-Id", value: turn) }
        TraceInjector.inject(into: &request.headers)
        request.body = .byteBuffer(ByteBuffer(bytes: body(system: system, messages: messages)))
        return request
    }

    func body(system: String?, messages: some Collection<ModelRequest.Message>) -> [UInt8] {
        let length = messages.reduce(system?.utf8.count ?? 0) { $0 + $1.content.utf8.count + 40 }
        var json = JSONWriter(capacity: length + length / 8 + 256)
        json.raw("{\"model\":")
        json.string(configuration.model)
        json.raw(",\"messages\":[")
        var isFirst = true
        if let system, !system.isEmpty {
            Self.write(role: configuration.instructionRole.rawValue, system, into: &json)
            isFirst = false
        }
        for message in messages {
            if !isFirst { json.raw(",") }
            Self.write(role: message.role.rawValue, message.content, into: &json)
            isFirst = false
        }
        json.raw("],\"stream\":true")
        if configuration.includeUsage { json.raw(",\"stream_options\":{\"include_usage\":true}") }
        if let limit = configuration.tokenLimit {
            json.raw(",")
            json.string(configuration.tokenLimitParameter.rawValue)
            json.raw(":")
            json.number(limit)
        }
        if let temperature = configuration.temperature {
            json.raw(",\"temperature\":")
            json.number(temperature)
        }
        json.raw("}")
        return json.bytes
    }

    private static func write(role: String, _ content: String, into json: inout JSONWriter) {
        json.raw("{\"role\":")
        json.string(role)
        json.raw(",\"content\":")
        json.string(content)
        json.raw("}")
    }

    /// Whether a text may stand in the header: the upstream takes 512 characters of ASCII.
    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 512 && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
    }

    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                return String(character)
            }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" : "") + hex
        }.joined()
    }
}
