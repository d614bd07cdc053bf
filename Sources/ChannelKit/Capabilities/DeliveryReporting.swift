/// A channel whose platform reports, by `DeliveryStatus` events that carry our own id, what became of a reply.
///
/// A send of unknown outcome then waits for such a report before it goes once more. Without this, it goes once more after
/// a short pause.
public protocol DeliveryReporting: Channel {
    /// How long to wait for the report.
    var reconcileAfter: Duration { get }
}
