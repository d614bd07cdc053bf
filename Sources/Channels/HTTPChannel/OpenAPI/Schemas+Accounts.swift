extension Schemas {
    static var accounts: JSON {
        [
            "Registration": object(
                [("email", text), ("password", password), ("name", text), ("phone_number", text)],
                required: ["email", "password"]),
            "Login": object([("email", text), ("password", text)], required: ["email", "password"]),
            "Refresh": object([("refresh_token", text)], required: ["refresh_token"]),
            "SignedIn": object(
                ["token", "refresh_token", "user_id", "conversation_id"].map { ($0, text) } + [("expires_at", time)],
                required: ["token", "refresh_token", "user_id", "conversation_id", "expires_at"]),
            "Profile": object(
                ["user_id", "origin"].map { ($0, text) }
                    + ["name", "email", "phone_number"].map { ($0, ["type": ["string", "null"]]) }
                    + [("is_guest", ["type": "boolean"]), ("created_at", time)],
                required: ["user_id", "name", "email", "phone_number", "is_guest", "origin", "created_at"]),
            "ProfileChange": object(["name", "email", "phone_number", "password"].map { ($0, text) }, required: []),
            "PasswordChange": object(
                [("password", text), ("new_password", password)], required: ["password", "new_password"]),
            "Link": object(
                [
                    ("id", text), ("channel", text), ("names", ["type": "array", "items": text]), ("linked_at", time),
                ], required: ["id", "channel", "names", "linked_at"]),
            "Links": object([("links", ["type": "array", "items": Operation.reference("Link")])], required: ["links"]),
            "LinkCode": object(
                [("code", text), ("message", text), ("expires_at", time)], required: ["code", "message", "expires_at"]),
        ]
    }

    private static var password: JSON { ["type": "string", "minLength": 8, "maxLength": 1024] }
}
