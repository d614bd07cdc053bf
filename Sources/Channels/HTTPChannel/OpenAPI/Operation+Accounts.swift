/// Signing up, signing in, and what the bot holds of a user.
extension Operation {
    static var accounts: [Operation] {
        let signedIn = json("SignedIn")
        return [
            Operation(
                method: "post", path: "/users",
                summary: "Registers somebody new, or, with a guest's token instead of the key, that guest",
                access: .registrant, body: ("Registration", true),
                answers: [201: ("Registered and signed in", signedIn)],
                errors: [400, 401, 413, 415, 422, 429, 503]),
            Operation(
                method: "post", path: "/login", summary: "Signs in", access: .nobodyKnown, body: ("Login", true),
                answers: [200: ("Signed in", signedIn)], errors: [400, 401, 413, 415, 429, 503]),
            Operation(
                method: "post", path: "/token", summary: "Takes a refresh token, once, and gives new tokens",
                access: .nobodyKnown, body: ("Refresh", true), answers: [200: ("Signed in still", signedIn)],
                errors: [400, 401, 413, 415, 503]),
            Operation(
                method: "post", path: "/logout", summary: "Ends the session", access: .user,
                answers: [204: ("It is over", [:])], errors: [400, 401, 415, 503]),
            Operation(
                method: "get", path: "/me", summary: "What is known of the user", access: .user,
                answers: [200: ("The profile", json("Profile"))], errors: [400, 401, 503]),
            Operation(
                method: "patch", path: "/me", summary: "Changes what is known of the user", access: .user,
                body: ("ProfileChange", true), answers: [200: ("The profile", json("Profile"))],
                errors: [400, 401, 413, 415, 422, 429, 503]),
            Operation(
                method: "delete", path: "/me", summary: "Deletes the user with everything that is held of them",
                access: .user, answers: [204: ("Deleted", [:])], errors: [400, 401, 415, 503]),
            Operation(
                method: "post", path: "/me/password", summary: "Changes the password, and ends every session",
                access: .user, body: ("PasswordChange", true), answers: [200: ("A new session", signedIn)],
                errors: [400, 401, 403, 413, 415, 429, 503]),
            Operation(
                method: "get", path: "/me/export", summary: "Everything that is held of the user", access: .user,
                answers: [200: ("One object", ["application/json": ["schema": ["type": "object"]]])],
                errors: [400, 401, 503]),
        ] + links
    }

    private static var links: [Operation] {
        let id = parameter("id", in: "path", "The link, as the list has it", isRequired: true)
        return [
            Operation(
                method: "get", path: "/me/links", summary: "The chats by which the user is recognised", access: .user,
                answers: [200: ("The links", json("Links"))], errors: [400, 401, 503]),
            Operation(
                method: "post", path: "/me/links",
                summary: "Makes a code that is sent as a message by another channel, which is the user's then",
                access: .user, answers: [201: ("The code", json("LinkCode"))], errors: [400, 401, 403, 415, 429, 503]),
            Operation(
                method: "delete", path: "/me/links/{id}", summary: "Makes whoever writes there a guest again",
                access: .user, parameters: [id], answers: [204: ("Unlinked", [:])], errors: [400, 401, 404, 503]),
        ]
    }
}
