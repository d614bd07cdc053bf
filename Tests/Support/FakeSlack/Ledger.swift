import Monitor

/// What the fake knows: the script, the calls, what was posted.
struct LedgerState: Sendable {
    var script: ArraySlice<FakeSlack.Behaviour> = []
    var requests: [FakeSlack.Request] = []
    var messages: [FakeSlack.Message] = []
}

typealias Ledger = Monitor<LedgerState>
