public import BotStore
import PostgresClient
import Synchronization

extension PostgresStore {
    public func setBudget(_ budget: DailyBudget?) async throws(StoreError) {
        self.budget.withLock { $0 = budget }
        try await writeBudget()
    }

    /// It stands with the replica that begins the turns, so that processes with different configurations each keep theirs.
    func writeBudget() async throws(StoreError) {
        let budget = budget.withLock { $0 }
        try await perform(StoreFunction.setBudget, [.int(replica), budget?.parameter ?? .null])
    }
}

extension DailyBudget {
    fileprivate var parameter: PostgresValue {
        var json = JSONParameter()
        json.set("tokens", tokens.map(Int64.init))
        // As texts: the database reads numbers of any form from them.
        json.set("cost", cost.map { "\($0)" })
        json.set("input", price.map { "\($0.input)" })
        json.set("output", price.map { "\($0.output)" })
        json.set("notice", notice.storable)
        return .json(json.text)
    }
}
