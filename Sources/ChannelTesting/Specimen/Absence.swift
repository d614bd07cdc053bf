/// What some platforms do not have. A specimen says so (``ChannelSpecimen/absences``), and the cases about it are left out by
/// name. Where it says nothing and has nothing, they fail: a case with nothing to prove is no proof.
public enum Absence: String, Sendable, Hashable, CaseIterable {
    /// Each message is delivered by itself.
    case batches
    /// What a bot wrote is never delivered.
    case echoes
    /// A delivery has no body: all of it is in its address and headers.
    case bodies
    /// Its settings can be wrong only where a key is missing, empty or unknown, which the kit finds by itself.
    case faultySettings

    /// What the specimen would have to show.
    var sample: String {
        switch self {
        case .batches: "a delivery of several messages: delivery(of:on:)"
        case .echoes: "deliveries of what a bot wrote: echoes(of:on:)"
        case .bodies: "deliveries with any body, and forgeries with one: delivery(of:on:), forgeries(of:on:)"
        case .faultySettings: "settings that must be refused: faultySettings(on:)"
        }
    }
}
