/// A channel whose reader may take as long as they like: a terminal, a pipe. A send by any other channel is cancelled
/// after a minute and counts as perhaps sent, so that no platform holds up a chat for ever.
public protocol UnhurriedSending: Channel {}
