/// A channel whose platform takes an acknowledgement for a promise: it will not send the message again, and nobody
/// waits at the other end. `bot check` warns when what it accepts would be kept in memory only.
public protocol WebhookReceiving: HTTPMounted {}
