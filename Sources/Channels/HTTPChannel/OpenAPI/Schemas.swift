/// The shapes of what is sent and answered.
enum Schemas {
    typealias JSON = [String: Any]

    static var all: JSON {
        [
            "OpeningRequest": object(
                ["name", "email", "phone_number", "external_id", "content"].map { ($0, text) }, required: []),
            "Opening": object(
                ["token", "text", "user_id", "conversation_id", "message_id"].map { ($0, text) } + [
                    ("expires_at", time)
                ],
                required: ["token", "text", "user_id", "conversation_id", "expires_at"]),
            "MessageRequest": object(
                ["content", "id", "token"].map { ($0, text) }, required: ["content"]),
            "Reply": object(
                ["text", "message_id", "conversation_id"].map { ($0, text) },
                required: ["text", "message_id", "conversation_id"]),
            "Kept": object(
                [("text", text), ("paused", ["type": "boolean"]), ("recorded", ["type": "boolean"])],
                required: ["text", "paused", "recorded"]),
            "Message": object(
                [
                    ("id", text), ("role", ["type": "string", "enum": ["user", "assistant"]]), ("content", text),
                    ("created_at", time), ("by_operator", ["type": "boolean"]),
                ], required: ["id", "role", "content", "created_at"]),
            "History": object(
                [
                    ("conversation_id", text),
                    ("messages", ["type": "array", "items": Operation.reference("Message")]),
                    ("paused", ["type": "boolean"]),
                ], required: ["conversation_id", "messages"]),
            "Ticket": object([("ticket", text), ("expires_at", time)], required: ["ticket", "expires_at"]),
            "PageToken": object([("page_token", text), ("expires_at", time)], required: ["page_token", "expires_at"]),
            "Error": object(
                ["error", "code", "request_id", "token", "user_id", "conversation_id", "expires_at"].map { ($0, text) }
                    + [("recorded", ["type": "boolean"])], required: ["error", "code", "request_id"]),
            "Events": [
                "description": """
                Server-sent events, each with JSON as its data. First `turn` {"turn_id","conversation_id"?}, then \
                `delta` {"text"} many times and `reset` {} where the text so far is void, at last `done` \
                {"text","message_id","conversation_id"}, or {"text","paused","recorded"} where a person has \
                taken over, or `failed` {"error","code","recorded","request_id"}. \
                Their ids say how far the reader has come. Comments come every 15 seconds of silence.
                """
            ],
        ]
    }

    static var text: JSON { ["type": "string"] }
    static var time: JSON { ["type": "string", "format": "date-time"] }

    static func object(_ properties: [(String, JSON)], required: [String]) -> JSON {
        [
            "type": "object", "required": required,
            "properties": Dictionary(properties) { first, _ in first } as JSON,
        ]
    }
}
