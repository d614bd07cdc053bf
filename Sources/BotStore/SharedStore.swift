public import ChannelKit

/// A store that several processes serve at once. Found by conformance: one that a single process serves is none.
public protocol SharedStore: Store {
    /// What other processes have done that concerns this one. For one reader; ends when the store is closed.
    var notices: AsyncStream<StoreNotice> { get }

    /// Keeps this process's place among those that serve the store, and takes over what dead ones leave. Returns when it
    /// is cancelled, or the store is closed. Without it the place is lost within the lease's time.
    func serve() async

    /// Which channel instances this process serves from now on: it begins turns of others only where no living process
    /// serves them. Where it throws, the store says so to the others by itself, as soon as it can.
    func serve(channels: [String]) async throws(StoreError)

    /// How much is owed to those who listen at this process, whoever works on it: turns that are not over, and replies
    /// that are not put off.
    func owed() async throws(StoreError) -> Int

    /// Shows a piece of an answer to processes at which somebody follows the turn. What is lost on the way comes with
    /// the turn's end.
    func show(_ piece: TurnPiece, to followers: [ProcessID]) async

    /// From now on this process is told of the turn's end, and shown its answer while it is written. Without effect for a
    /// turn that is over or runs here.
    func watch(_ turn: TurnID) async throws(StoreError)

    /// Asks the process that runs the turn to cancel it. What is lost on the way has to be asked again: see `standing`.
    func askToCancel(_ turn: TurnID) async throws(StoreError)

    /// Without a sign of life for so long this process is taken for dead.
    var leaseTimeout: Duration { get }

    /// Takes the loop of a channel instance that one process at a time may run, or keeps it: for four fifths of
    /// `leaseTimeout` from the call on nobody else gets it. False: another process has it, and its lease is good by the
    /// database's clock. Answers, or fails, within half of the lease. Throws `fenced` where this process is taken
    /// for dead.
    func holdLoop(of channel: String) async throws(StoreError) -> Bool

    /// Gives the loop up, so that another process gets it at once. Without effect where this one does not have it.
    func releaseLoop(of channel: String) async throws(StoreError)
}

/// A process among those that serve a store.
public struct ProcessID: RawRepresentable, Sendable, Hashable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A part of an answer that is being written: the bytes of its UTF-8 from `offset` on.
public struct TurnPiece: Sendable, Hashable {
    public var turn: TurnID
    /// Nil where an older program shows it, which does not say.
    public var attempt: Int?
    public var offset: Int
    public var text: String

    public init(turn: TurnID, attempt: Int? = nil, offset: Int, text: String) {
        self.turn = turn
        self.attempt = attempt
        self.offset = offset
        self.text = text
    }
}

/// What another process has done that concerns this one.
public enum StoreNotice: Sendable, Hashable {
    /// Turns may be begun that could not before.
    case turnsWait
    /// Replies may be sent that could not before.
    case repliesWait
    /// Turns that a dead process was running are this one's to begin, under suspicion.
    case suspects
    /// A turn that is followed here is over.
    case ended(TurnID)
    /// What runs here is followed at another process.
    case followed(TurnID, by: ProcessID)
    case piece(TurnPiece)
    /// Somebody wants a turn cancelled that runs here.
    case cancelled(TurnID)
    /// Notices may have been missed.
    case gap
    /// This process was taken for dead: what it had in hand is others' by now.
    case displaced
}
