public import ChannelKit

public import struct Foundation.Date

extension Credential {
    /// From when on tokens are good again, where this one is taken back now. It was issued by another process's clock, which
    /// may go ahead: then it is not good for as long as that.
    public func revocation(at now: Date) -> Date { max(now, issuedAt) }
}
