public import struct Foundation.Date

/// An operator's view of a store that can say more of the database behind it: for `bot doctor`. Found by conformance.
public protocol StoreExamining: StoreAdministration {
    /// Looks at the database beside bots that may be running, and changes nothing in it.
    func examine() async throws(StoreError) -> StoreExamination
}

/// What was found of a database.
public struct StoreExamination: Sendable, Hashable {
    /// What it is, for people: `PostgreSQL 15.8`.
    public var product: String
    /// Its own clock, and the time here when it was asked. Nil where it has none of its own.
    public var clock: (there: Date, here: Date)? {
        get { there.flatMap { there in here.map { (there, $0) } } }
        set { (there, here) = (newValue?.there, newValue?.here) }
    }
    /// Why it cannot be written, or nil where it can.
    public var obstacle: String?
    /// The file that it is, where it is one.
    public var file: String?

    private var there: Date?
    private var here: Date?

    public init(product: String, clock: (there: Date, here: Date)? = nil, obstacle: String? = nil, file: String? = nil)
    {
        self.product = product
        self.obstacle = obstacle
        self.file = file
        self.clock = clock
    }
}
