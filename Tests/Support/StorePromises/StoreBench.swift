public import BotStore
public import ChannelKit

/// What a promise is tried on: a store that can be opened, killed and opened again.
public protocol StoreBench: Sendable {
    /// The store on this bench's own data, which is empty at first.
    func open() async throws -> any StoreUnderTest
    /// The same data, as a new process finds it after the one that had `store` was killed at this instant.
    func openAfterCrash(of store: any StoreUnderTest) async throws -> any StoreUnderTest
    /// Makes a turn's row one that cannot be read, as a damaged disk or a slip of an operator's may.
    func damage(_ turn: TurnID, in store: any StoreUnderTest) async throws
}

/// A store with its operators' side.
public typealias StoreUnderTest = Store & StoreAdministration
