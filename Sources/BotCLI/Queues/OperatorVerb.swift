import BotStore
import Foundation

/// What an operator does to single rows of a queue.
protocol OperatorVerb {
    static var name: String { get }
    static var participle: String { get }
    static func abstract<Queue: OperatorQueue>(for queue: Queue.Type) -> String
    /// False: the row's state does not allow it.
    static func apply<Queue: OperatorQueue>(
        to id: Queue.ID, of queue: Queue.Type, in store: any StoreAdministration, now: Date
    ) async throws(StoreError) -> Bool
}

enum Retry: OperatorVerb {
    static let name = "retry"
    static let participle = "retried"
    static func abstract<Queue: OperatorQueue>(for queue: Queue.Type) -> String { Queue.retryAbstract }

    static func apply<Queue: OperatorQueue>(
        to id: Queue.ID, of queue: Queue.Type, in store: any StoreAdministration, now: Date
    ) async throws(StoreError) -> Bool {
        try await Queue.retry(id, in: store, now: now)
    }
}

enum Drop: OperatorVerb {
    static let name = "drop"
    static let participle = "dropped"
    static func abstract<Queue: OperatorQueue>(for queue: Queue.Type) -> String { Queue.dropAbstract }

    static func apply<Queue: OperatorQueue>(
        to id: Queue.ID, of queue: Queue.Type, in store: any StoreAdministration, now: Date
    ) async throws(StoreError) -> Bool {
        try await Queue.drop(id, in: store, now: now)
    }
}
