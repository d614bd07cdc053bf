/// A channel whose platform reports, by `DeliveryStatus` events that carry our own id, what became of a reply.
///
/// A send of unknown outcome then waits for such a report before it goes again. Without this, it goes again after a short
/// pause. Each further time it waits four times as long, and after five such sends it is a dead letter.
public protocol DeliveryReporting: Channel {
    /// How long to wait for the report.
    var reconcileAfter: Duration { get }
}
