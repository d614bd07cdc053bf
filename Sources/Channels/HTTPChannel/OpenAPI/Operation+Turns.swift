/// Following a turn, and cancelling it.
extension Operation {
    static var turns: [Operation] {
        let id = parameter("id", in: "path", "The turn, by the event `turn` of its stream", isRequired: true)
        return [
            Operation(
                method: "get", path: "/turns/{id}/events", summary: "Follows a turn, from where the reader left off",
                access: .viewer,
                parameters: [
                    id, parameter("Last-Event-ID", in: "header", "The id of the last event that was read"),
                    parameter("after", in: "query", "The same, for who cannot send a header"),
                    parameter("ticket", in: "query", "Instead of a token: see POST …/ticket"),
                ],
                answers: [
                    200: ("What follows", ["text/event-stream": ["schema": reference("Events")]]),
                    204: ("Nothing more will come", [:]),
                ], errors: [400, 401, 404, 503]),
            Operation(
                method: "post", path: "/turns/{id}/ticket",
                summary: "Makes a ticket by which the turn can be followed once, within 60 seconds", access: .user,
                parameters: [id], answers: [200: ("The ticket", json("Ticket"))], errors: [400, 401, 404, 503]),
            Operation(
                method: "delete", path: "/turns/{id}", summary: "Cancels a turn that waits or runs", access: .user,
                parameters: [id], answers: [204: ("It is over, by this or before", [:])],
                errors: [400, 401, 404, 503]),
        ]
    }
}
