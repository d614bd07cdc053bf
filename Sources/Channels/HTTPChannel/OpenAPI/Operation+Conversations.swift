/// Opening a conversation, saying something, reading what was said.
extension Operation {
    static var conversations: [Operation] {
        [
            Operation(
                method: "get", path: "/initial", summary: "Opens a conversation of a new guest", access: .application,
                answers: [200: ("The token, and the greeting", json("Opening"))], errors: [400, 401, 429, 503]),
            Operation(
                method: "post", path: "/initial",
                summary: "Opens a conversation, of somebody known perhaps, and with a first message perhaps",
                access: .application, body: ("OpeningRequest", false),
                answers: [200: ("The token, and the greeting or the reply to the first message", json("Opening"))],
                errors: [400, 401, 403, 413, 415, 429, 502, 503, 504]),
            Operation(
                method: "post", path: "", summary: "Says something, and gets the reply", access: .user,
                parameters: [
                    parameter(
                        "Idempotency-Key", in: "header", "Names the message: the same one again gets the same reply",
                        schema: ["type": "string", "minLength": 1, "maxLength": 255]),
                    parameter("Accept", in: "header", "text/event-stream: the reply comes while it is written"),
                ],
                body: ("MessageRequest", true),
                answers: [
                    200: (
                        "The reply",
                        json("Reply").merging(["text/event-stream": ["schema": reference("Events")]]) { first, _ in
                            first
                        }
                    ),
                    202: ("It is kept: a person has taken the conversation over", json("Kept")),
                ], errors: [400, 401, 403, 404, 413, 415, 422, 429, 502, 503, 504]),
            Operation(
                method: "get", path: "/messages", summary: "Reads what was said, oldest first", access: .user,
                parameters: [
                    parameter(
                        "limit", in: "query", "At most so many",
                        schema: ["type": "integer", "minimum": 1, "maximum": 200, "default": 50]),
                    parameter("before", in: "query", "Only messages older than this one"),
                    parameter("conversation_id", in: "query", "Another conversation of the user's own"),
                ], answers: [200: ("A page of the conversation", json("History"))], errors: [400, 401, 404, 503]),
        ]
    }
}
