/// A channel whose platform limits the length of what is sent at once.
///
/// The runtime splits a reply before it is stored: each part is a row of its own, sent and retried by itself and in
/// order, so that a crash or a refusal in the middle repeats nothing.
public protocol ReplySplitting: Channel {
    /// The parts of a reply's text, in order, none empty: the text itself where it fits.
    func parts(of text: String) -> [String]
}
