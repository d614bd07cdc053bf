import Foundation

/// One operation of the interface, as OpenAPI describes it.
struct Operation {
    typealias JSON = [String: Any]

    /// Who may ask.
    enum Access: String { case nobodyKnown, application, user, viewer, registrant }

    /// In lower case.
    var method: String
    /// Below the instance's path; empty for the path itself.
    var path: String
    var summary: String
    var access: Access
    var parameters: [JSON] = []
    /// The name of the body's schema, and whether there has to be one.
    var body: (schema: String, isRequired: Bool)?
    /// Of answers that are no errors, by status: what they are, and their content by media type.
    var answers: [Int: (description: String, content: JSON)]
    /// The statuses of errors.
    var errors: [Int]

    var json: JSON {
        var json: JSON = ["summary": summary, "operationId": name, "responses": responses]
        if !parameters.isEmpty { json["parameters"] = parameters }
        switch access {
        case .nobodyKnown: json["security"] = [JSON]()
        case .application: json["security"] = [["apiKey": [String]()], ["pageToken": [String]()]]
        case .registrant:
            json["security"] = [["apiKey": [String]()], ["pageToken": [String]()], ["token": [String]()]]
        case .user: json["security"] = [["token": [String]()]]
        case .viewer: json["security"] = [["token": [String]()], ["ticket": [String]()]]
        }
        if let body {
            json["requestBody"] = ["required": body.isRequired, "content": Self.json(body.schema)]
        }
        return json
    }

    private var name: String {
        let words = path.split { !$0.isLetter && !$0.isNumber }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        if path == "/" { return method + "Page" }
        if words.isEmpty { return method == "post" ? "postMessage" : method + "PageRedirect" }
        return method + words.joined()
    }

    private var responses: JSON {
        var responses: JSON = [:]
        let requestID: JSON = ["X-Request-ID": ["schema": ["type": "string"]]]
        for (status, answer) in answers {
            var response: JSON = ["description": answer.description, "headers": requestID]
            if !answer.content.isEmpty { response["content"] = answer.content }
            responses[String(status)] = response
        }
        for status in errors {
            var headers = requestID
            if status == 429 || status == 503 { headers["Retry-After"] = ["schema": ["type": "integer"]] }
            responses[String(status)] = [
                "description": Self.reasons[status] ?? "An error", "headers": headers, "content": Self.json("Error"),
            ]
        }
        return responses
    }

    private static let reasons = [
        400: "Something in the request is missing or cannot be read", 401: "The credential is wrong or has expired",
        403: "Not allowed", 404: "Not found, or not the caller's", 413: "Too large",
        415: "The body is no JSON in UTF-8",
        422: "It contradicts what is there: the same key came before with other content, or the address is taken",
        429: "Too often: wait", 502: "The model failed", 503: "No room at the moment: wait",
        504: "The model took too long",
    ]

    static func json(_ schema: String) -> JSON { ["application/json": ["schema": reference(schema)]] }

    static func reference(_ schema: String) -> JSON { ["$ref": "#/components/schemas/\(schema)"] }

    static func parameter(
        _ name: String, in place: String, _ description: String, schema: JSON = ["type": "string"],
        isRequired: Bool = false
    ) -> JSON {
        ["name": name, "in": place, "description": description, "required": isRequired, "schema": schema]
    }
}
