import ChannelKit

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
        let name = "pages \(IPAddress.subscriber(of: address ?? ""))"
        if let wait = try await context.limits.draw(name, count: Self.pagesPerAddress, per: Self.pageWindow) {
            throw .tooManyPages(wait: wait)
        }
    }
}
