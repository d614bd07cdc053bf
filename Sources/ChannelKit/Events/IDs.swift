/// A row's id in the store: 64 bits, never used twice in one installation. A string in JSON.
public protocol RowID: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible
where RawValue == Int64 {
    init(rawValue: Int64)
}

extension RowID {
    public init(_ value: Int64) { self.init(rawValue: value) }

    /// Reads what `description` wrote: digits only, positive, no sign, no leading zero.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 19, text.utf8.allSatisfy({ (48...57).contains($0) }), text.utf8.first != 48,
            let value = Int64(text), value > 0
        else { return nil }
        self.init(rawValue: value)
    }

    public var description: String { String(rawValue) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

public struct UserID: RowID {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

public struct ConversationID: RowID {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

public struct MessageID: RowID {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A turn is one accepted message on its way to its one recorded end.
public struct TurnID: RowID {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}
