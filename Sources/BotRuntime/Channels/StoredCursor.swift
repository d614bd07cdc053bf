public import BotStore
public import ChannelKit

/// A channel instance's cursor, kept in the store.
public struct StoredCursor: ChannelCursor {
    static let limit = 4_096

    private let store: any Store
    private let instance: String

    public init(store: any Store, instance: String) {
        self.store = store
        self.instance = instance
    }

    public func load() async throws(ChannelError) -> String? {
        do { return try await store.cursor(of: instance) } catch { throw ChannelError(store: error) }
    }

    public func save(_ value: String) async throws(ChannelError) {
        guard value.utf8.count <= Self.limit else {
            throw ChannelError(
                "cursor_too_long", kind: .invalid, message: "A cursor holds at most \(Self.limit) bytes")
        }
        do { try await store.setCursor(of: instance, to: value) } catch { throw ChannelError(store: error) }
    }
}
