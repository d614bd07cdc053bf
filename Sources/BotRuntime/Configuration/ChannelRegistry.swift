public import ChannelKit

/// The channels that a program is built with: a value, made in one place.
///
/// ```swift
/// let channels: ChannelRegistry = [ExampleChannel.self, OtherChannel.self]
/// ```
public struct ChannelRegistry: Sendable, ExpressibleByArrayLiteral {
    /// In the order in which they were listed.
    public let types: [any Channel.Type]

    public init(_ types: [any Channel.Type]) { self.types = types }
    public init(arrayLiteral types: any Channel.Type...) { self.init(types) }

    /// Throws when two channels go by one word: a fault of the program, not of a file.
    public func validate() throws(ChannelRegistryError) {
        var seen: Set<ChannelType> = []
        for type in types where !seen.insert(type.type).inserted {
            throw ChannelRegistryError(duplicate: type.type)
        }
    }

    /// The words that may follow `type:`.
    public var names: [String] { types.map { $0.type.name } }

    func channel(of type: ChannelType) -> (any Channel.Type)? { types.first { $0.type == type } }

    /// What each channel understands, as `bot channels` lists it.
    public var listing: [(type: ChannelType, keys: [SettingsKey])] { types.map { ($0.type, Self.keys(of: $0)) } }

    private static func keys<C: Channel>(of channel: C.Type) -> [SettingsKey] {
        [.channelType] + SettingsReader.keys(of: C.Settings.self)
            + SettingsReader.keys { reader in _ = ChannelPolicy(from: &reader) }
    }
}

/// Two channels of one program go by one word.
public struct ChannelRegistryError: Error, Sendable, Hashable, CustomStringConvertible {
    public let duplicate: ChannelType

    public var description: String { "two channels are built in under the type \(duplicate); rename one of them" }
}

extension SettingsKey {
    /// The one key that every instance must have. The runtime reads it, and what `ChannelPolicy` knows beside it.
    static let channelType = SettingsKey(
        name: "type", kind: "channel type", isRequired: true, help: "which channel this is an instance of")
}
