import BotModel

/// Which messages of a conversation are sent: the newest, by whole turns, as many as fit.
///
/// A turn is a user's message and what follows until the next one. A reply is never sent without its question.
struct HistoryWindow: Sendable {
    private let messages: [ModelRequest.Message]
    private let instruction: Int
    /// Where each turn begins.
    private let starts: [Int]

    init(_ request: ModelRequest) {
        messages = request.messages
        instruction = request.system.map(TokenEstimate.tokens) ?? 0
        starts = request.messages.indices.filter { $0 == 0 || request.messages[$0].role == .user }
    }

    /// The messages of the newest turns that fit the budget, and what they and the instruction are estimated at. The
    /// last turn, which wants an answer, is always among them. Nil is no budget.
    func cut(to budget: Int?) -> (messages: ArraySlice<ModelRequest.Message>, estimate: Int) {
        var start = messages.endIndex
        var estimate = instruction
        for turn in starts.reversed() {
            let size = messages[turn..<start].reduce(0) { $0 + TokenEstimate.tokens($1.content) }
            if let budget, start < messages.endIndex, estimate + size > budget { break }
            estimate += size
            start = turn
        }
        return (messages[start...], estimate)
    }
}
