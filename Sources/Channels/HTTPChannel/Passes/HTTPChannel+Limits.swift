import ChannelKit
import Glibc

/// What is counted by all replicas together.
extension HTTPChannel {
    /// Longer than a ticket is good for at the replica whose clock is the slowest.
    private static let ticketMemory = Duration.seconds(600)
    /// What one address may ask of page tokens.
    static let pagesPerAddress = 60
    private static let pageWindow = Duration.seconds(600)

    /// False: it was used before, here or elsewhere.
    func use(_ ticket: SignedPass) async throws(ChannelError) -> Bool {
        let name = "ticket \(ticket.subject) \(ticket.expiresAt) \(ticket.nonce)"
        return try await context.limits.draw(name, count: 1, per: Self.ticketMemory) == nil
    }

    /// Counts what somebody does as a visitor of a page.
    func countVisit(from address: String?) async throws(ChannelError) {
        let name = "pages \(Self.subscriber(of: address ?? ""))"
        if let wait = try await context.limits.draw(name, count: Self.pagesPerAddress, per: Self.pageWindow) {
            throw .tooManyPages(wait: wait)
        }
    }

    /// Whoever has one IPv6 address has all that begin with the same 64 bits (RFC 4291, 2.5.4).
    private static func subscriber(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
    }
}
