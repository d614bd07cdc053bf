/// What the loop of a `Running` channel does with what its platform has for it.
public enum LoopKind: Sendable, Hashable {
    /// It brings a message until it was recorded: it polls with an offset, it takes from a queue that waits for an
    /// acknowledgement.
    case recalls
    /// It brings a message once, and what was not recorded by then is gone: a pipe, a terminal.
    case forgets
    /// It only waits: messages come another way (by requests), and the cases of the loop are left out.
    case idles
}
