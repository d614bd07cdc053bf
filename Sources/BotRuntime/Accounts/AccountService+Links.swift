import BotStore
public import ChannelKit
import Credentials

import struct Foundation.Date

/// One person on several channels.
extension AccountService {
    public func issueLinkCode(for bearer: Bearer) async throws(ChannelError) -> LinkCode {
        guard try await !account(of: bearer).record.isGuest else { throw .notRegistered }
        try await attempt([AttemptLimit(key: "codes:\(bearer.user)", limit: policy.codesPerUser)])
        let expiresAt = now().addingTimeInterval(policy.codeLifetime / .seconds(1))
        // Of a million million codes another one is good at the same time with next to no likelihood.
        for _ in 0..<3 {
            let code = OneTimeCode()
            let isKept = try await kept { () throws(StoreError) in
                try await accounts.keepLinkCode(
                    code.hash, for: bearer.user, expiresAt: expiresAt, most: policy.mostCodes, now: now())
            }
            if isKept {
                return LinkCode(code: Secret(code.text), message: Secret(code.message), expiresAt: expiresAt)
            }
        }
        throw .internalFault("no code could be made")
    }

    public func links(of bearer: Bearer) async throws(ChannelError) -> [AccountLink] {
        _ = try await account(of: bearer)
        return try await kept { () throws(StoreError) in try await accounts.links(of: bearer.user) }
            .map { AccountLink(id: "\($0.id)", channel: $0.id.channel, names: $0.names, linkedAt: $0.linkedAt) }
    }

    public func unlink(_ link: String, of bearer: Bearer) async throws(ChannelError) {
        _ = try await account(of: bearer)
        guard let id = LinkID(link) else { throw .linkNotFound }
        let isDone = try await kept { () throws(StoreError) in
            try await accounts.unlink(id, of: bearer.user, now: now())
        }
        guard isDone else { throw .linkNotFound }
        log("unlinked a chat", bearer.user)
    }
}
