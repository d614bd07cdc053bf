import BotStore
import ChannelKit

extension StorePromise {
    static let accounts: [StorePromise] = [
        StorePromise(
            "Whoever registers is found by the address, and is no guest",
            onOne: { desk in
                let member = try await desk.member("ada@example.org")
                let account = try require(
                    try await desk.store.accounts.account(emailKey: "ada@example.org"), "the account")
                try checkEqual(account.record.id, member.user, "the same user")
                try check(!account.record.isGuest, "no guest")
                try checkEqual(account.record.email, "ADA@EXAMPLE.ORG", "as they wrote it")
                try checkEqual(account.passwordHash, "hash", "with the hash")
                try check(try await desk.store.accounts.account(emailKey: "eve@example.org") == nil, "nobody else")
                let page = try require(try await desk.page(member.conversation, of: member.user), "a conversation")
                try checkEqual(page.messages, [], "which is new")
            }),
        StorePromise(
            "A guest who registers is the same user, and keeps the conversation",
            onOne: { desk in
                let guest = try await desk.start()
                let outcome = try await desk.register("ada@example.org", as: guest, session: desk.session())
                guard case .registered(let user, let opening?) = outcome else {
                    throw PromiseBroken(description: "not registered but \(outcome)")
                }
                try checkEqual(user, guest.user, "the same user")
                try checkEqual(opening.conversation, guest.conversation, "the same conversation")
                try check(try await desk.account(user)?.record.isGuest == false, "no guest")
                let again = try await desk.later(1).register("eve@example.org", as: guest)
                try checkEqual(again, .alreadyRegistered, "once only")
                let nobody = IntakeOutcome.Opening(
                    user: UserID(4711), conversation: guest.conversation, greeting: nil, turn: nil)
                try checkEqual(try await desk.register("bob@example.org", as: nobody), .revoked, "nobody")
            }),
        StorePromise(
            "An address is one user's, whoever asks at the same time; what guests say of theirs is nobody's",
            onOne: { desk in
                let outcomes = try await withThrowingTaskGroup(of: RegistrationOutcome.self) { group in
                    for _ in 0..<8 { group.addTask { try await desk.register("ada@example.org") } }
                    return try await group.reduce(into: [RegistrationOutcome]()) { $0.append($1) }
                }
                try checkEqual(outcomes.count { $0 == .emailTaken }, 7, "all but one")
                try checkEqual(try await desk.rows("users"), 1, "one user")
                let start = ConversationStart(sender: .guest, profile: Profile(email: "bob@example.org"))
                _ = try await desk.accept([.start(start)])
                guard case .registered = try await desk.register("bob@example.org") else {
                    throw PromiseBroken(description: "a guest's word takes no address")
                }
            }),
        StorePromise(
            "A profile is changed in what is said, and in nothing else",
            onOne: { desk in
                let user = try await desk.member().user
                _ = try await desk.register("eve@example.org")
                func change(_ change: AccountChange) async throws -> ProfileOutcome {
                    try await desk.store.accounts.changeProfile(of: user, change)
                }
                let email = AccountEmail(address: "New@example.org", key: "new@example.org")
                guard
                    case .changed(let record) = try await change(
                        AccountChange(phoneNumber: "49", email: email, isRegistered: true))
                else { throw PromiseBroken(description: "not changed") }
                try checkEqual(record.name, "Ada", "the name stays")
                try checkEqual(record.phoneNumber, "49", "the number is there")
                try check(try await desk.store.accounts.account(emailKey: "ada@example.org") == nil, "the old is free")
                try checkEqual(
                    try await desk.store.accounts.account(emailKey: email.key)?.record.email, email.address, "the new")
                let taken = AccountEmail(address: "x", key: "eve@example.org")
                try checkEqual(
                    try await change(AccountChange(email: taken, isRegistered: true)), .emailTaken, "not another's")
                guard
                    case .changed(let bare) = try await change(
                        AccountChange(name: "", phoneNumber: "", isRegistered: true))
                else { throw PromiseBroken(description: "not changed") }
                try check(bare.name == nil && bare.phoneNumber == nil, "taken away")
                try checkEqual(bare.email, email.address, "the address stays")
                try checkEqual(
                    try await desk.store.accounts.changeProfile(
                        of: UserID(4711), AccountChange(name: "x", isRegistered: false)), .userNotFound, "nobody")
            }),
        StorePromise(
            "What is tried too often is refused until it may be tried again, and counts against nothing then",
            onOne: { desk in
                let limits = [
                    AttemptLimit(key: "b", limit: RateLimit(count: 2, window: .seconds(60))),
                    AttemptLimit(key: "a", limit: RateLimit(count: 100, window: .seconds(60))),
                ]
                for _ in 0..<2 {
                    try check(try await desk.store.accounts.attempt(limits, now: desk.now) == nil, "two are free")
                }
                for _ in 0..<3 {
                    try checkEqual(
                        try await desk.store.accounts.attempt(limits, now: desk.now), .seconds(30), "then one waits")
                }
                let other = [limits[1]]
                for _ in 0..<98 {
                    try check(try await desk.store.accounts.attempt(other, now: desk.now) == nil, "only two counted")
                }
                try check(try await desk.store.accounts.attempt(other, now: desk.now) != nil, "a hundred in all")
                try check(
                    try await desk.store.accounts.attempt(limits, now: desk.later(31).now) == nil, "it comes in again")
            }),
        StorePromise(
            "Of many who try something at the same moment as many get through as may",
            onOne: { desk in
                let store = desk.store.accounts
                let once = AttemptLimit(key: "once", limit: RateLimit(count: 1, window: .seconds(600)))
                let now = desk.now
                let waits = try await withThrowingTaskGroup(of: Duration?.self) { group in
                    for _ in 0..<20 { group.addTask { try await store.attempt([once], now: now) } }
                    return try await group.reduce(into: [Duration?]()) { $0.append($1) }
                }
                try checkEqual(waits.count { $0 == nil }, 1, "one got through")
                try checkEqual(waits.compactMap(\.self), Array(repeating: .seconds(600), count: 19), "the others wait")
                try check(try await store.attempt([once], now: desk.later(599).now) != nil, "not yet")
                try check(try await store.attempt([once], now: desk.later(600).now) == nil, "a whole window later")
            }),
    ]
}
