import BotStore
import ChannelKit

extension StorePromise {
    static let sessions: [StorePromise] = [
        StorePromise(
            "A message by a session is taken while the session lasts, and refused after it, known or not",
            onOne: { desk in
                let member = try await desk.member()
                let credential = Credential(session: member.session, issuedAt: desk.now)
                let turn = try await desk.write("hi", id: "1", by: member, credential: credential).begun()
                try await desk.answer(turn)
                try await desk.store.accounts.endSession(credential, of: member.user, now: desk.now)
                for id in ["1", "2"] {
                    let outcome = try await desk.write("hi", id: id, by: member, credential: credential)
                    try checkEqual(try outcome.refused(), .revoked, "refused")
                }
                try check(try await desk.account(member.user, bearing: credential) == nil, "nor is there a profile")
                let query = HistoryQuery(
                    user: member.user, conversation: member.conversation, followsContinuations: true,
                    credential: credential)
                try await desk.expect(.revoked, "nor a history") {
                    _ = try await desk.store.history(query, channel: desk.channel)
                }
                let other = try await desk.member("eve@example.org")
                let stolen = Credential(session: other.session, issuedAt: desk.now)
                let outcome = try await desk.write("hi", id: "3", by: member, credential: stolen)
                try checkEqual(try outcome.refused(), .revoked, "another's session is none")
                try checkEqual(try await desk.rows("inbox"), 1, "nothing was left")
            }),
        StorePromise(
            "A guest's token is good until the guest registers",
            onOne: { desk in
                let guest = try await desk.start()
                let opening = SessionOpening(
                    user: guest.user, conversation: guest.conversation, session: SessionID(1))
                let token = Credential(issuedAt: desk.now)
                let turn = try await desk.write("hi", id: "1", by: opening, credential: token).begun()
                try await desk.answer(turn)
                _ = try await desk.later(1).register("ada@example.org", as: guest)
                let outcome = try await desk.write("hi", id: "2", by: opening, credential: token)
                try checkEqual(try outcome.refused(), .revoked, "refused")
                // The second of the registration belongs to what was before it: in doubt a token is not good.
                let sameSecond = Credential(issuedAt: desk.later(1).now)
                try check(try await desk.account(guest.user, bearing: sameSecond) == nil, "in doubt not")
                let later = Credential(issuedAt: desk.later(2).now)
                try check(try await desk.account(guest.user, bearing: later) != nil, "one that was issued since")
            }),
        StorePromise(
            "A refresh token is good once; shown again it ends the session",
            onOne: { desk in
                let member = try await desk.member("ada@example.org")
                let name = "ada@example.org"
                let first = try await desk.rotate(name, from: "token-\(name)", to: "second")
                try checkEqual(first, .rotated(member), "the next one")
                try checkEqual(
                    try await desk.rotate(name, from: "second", to: "third"), .rotated(member), "and the next")
                let credential = Credential(session: member.session, issuedAt: desk.now)
                try check(try await desk.account(member.user, bearing: credential) != nil, "all the while")
                try checkEqual(try await desk.rotate(name, from: "second", to: "thief"), .reused(member.user), "reused")
                try checkEqual(try await desk.rotate(name, from: "third", to: "fourth"), .unknown, "it is over")
                try check(try await desk.account(member.user, bearing: credential) == nil, "for everybody")
                try checkEqual(try await desk.rotate("nobody", from: "x", to: "y"), .unknown, "nobody's")
            }),
        StorePromise(
            "Of those who show one refresh token at the same time one is served",
            onOne: { desk in
                let member = try await desk.member("ada@example.org")
                let outcomes = try await withThrowingTaskGroup(of: RotationOutcome.self) { group in
                    for number in 0..<8 {
                        group.addTask {
                            try await desk.rotate(
                                "ada@example.org", from: "token-ada@example.org", to: "next-\(number)")
                        }
                    }
                    return try await group.reduce(into: [RotationOutcome]()) { $0.append($1) }
                }
                try checkEqual(outcomes.count { $0 == .rotated(member) }, 1, "one")
                try checkEqual(outcomes.count { $0 == .reused(member.user) }, 1, "one is seen to be a second bearer")
                try checkEqual(outcomes.count { $0 == .unknown }, 6, "and the session is over")
            }),
        StorePromise(
            "A session is its instance's, and over when its time is",
            onOne: { desk in
                _ = try await desk.member("ada@example.org")
                let elsewhere = desk.on("other")
                try checkEqual(
                    try await elsewhere.rotate("ada@example.org", from: "token-ada@example.org", to: "x"), .unknown,
                    "not another's")
                try checkEqual(
                    try await desk.later(3601).rotate("ada@example.org", from: "token-ada@example.org", to: "x"),
                    .unknown, "over")
            }),
        StorePromise(
            "A password that is changed ends every session, and only whoever knows the old one changes it",
            onOne: { desk in
                let member = try await desk.member()
                let credential = Credential(session: member.session, issuedAt: desk.now)
                func set(_ hash: String, expecting: String?, _ session: NewSession?) async throws -> PasswordOutcome {
                    try await desk.store.accounts.setPassword(
                        of: member.user, to: hash, expecting: expecting, session: session, now: desk.now)
                }
                try checkEqual(try await set("x", expecting: "other", nil), .changedMeanwhile, "not so")
                try check(try await desk.account(member.user, bearing: credential) != nil, "nothing has happened")
                guard case .changed(let opening?) = try await set("new", expecting: "hash", desk.session("two")) else {
                    throw PromiseBroken(description: "not changed")
                }
                try checkEqual(opening.conversation, member.conversation, "the conversation goes on")
                try check(try await desk.account(member.user, bearing: credential) == nil, "the old session is over")
                let fresh = Credential(session: opening.session, issuedAt: desk.now)
                try check(try await desk.account(member.user, bearing: fresh) != nil, "the new one is good")
                try check(
                    try await desk.account(member.user, bearing: Credential(issuedAt: desk.now)) == nil,
                    "and so is no token without one")
                let late = try await desk.store.accounts.openSession(
                    of: member.user, desk.session("three"), expecting: "hash", rehashed: nil, forgiving: [],
                    now: desk.now)
                try check(late == nil, "whoever verified the old password comes too late")
                try checkEqual(
                    try await desk.store.accounts.setPassword(
                        of: UserID(4711), to: "x", expecting: nil, session: nil, now: desk.now), .userNotFound, "nobody"
                )
            }),
        StorePromise(
            "Signing in goes on with the newest conversation, keeps the hash that is made anew, and forgives attempts",
            onOne: { desk in
                let member = try await desk.member()
                let limit = AttemptLimit(key: "login", limit: RateLimit(count: 1, window: .seconds(60)))
                _ = try await desk.store.accounts.attempt([limit], now: desk.now)
                let opening = try require(
                    try await desk.store.accounts.openSession(
                        of: member.user, desk.session("two"), expecting: "hash", rehashed: "better",
                        forgiving: ["login"], now: desk.now), "a session")
                try checkEqual(opening.conversation, member.conversation, "the same")
                try check(opening.session != member.session, "another session")
                try checkEqual(try await desk.account(member.user)?.passwordHash, "better", "made anew")
                try check(try await desk.store.accounts.attempt([limit], now: desk.now) == nil, "forgiven")
                let elsewhere = try require(
                    try await desk.store.accounts.openSession(
                        of: member.user, desk.session("three", on: "other"), expecting: "better", rehashed: nil,
                        forgiving: [], now: desk.now), "a session")
                try check(elsewhere.conversation != member.conversation, "another instance, another conversation")
            }),
        StorePromise(
            "Sessions and codes that are long over are forgotten",
            onOne: { desk in
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                _ = try await desk.store.prune(before: desk.later(10_000).now, limit: 10)
                try checkEqual(try await desk.rows("sessions"), 0, "no session")
                try checkEqual(try await desk.rows("link_codes"), 0, "no code")
            }),
        StorePromise(
            "A token is not good after it was taken back, though the clock that it is of goes ahead",
            onOne: { desk in
                let ahead = Credential(issuedAt: desk.later(30).now)
                let guest = try await desk.start()
                try await desk.store.accounts.endSession(ahead, of: guest.user, now: desk.now)
                try check(try await desk.account(guest.user, bearing: ahead) == nil, "signed out")
                let other = try await desk.start()
                guard case .registered = try await desk.register("ada@example.org", as: other, credential: ahead) else {
                    throw PromiseBroken(description: "not registered")
                }
                try check(try await desk.account(other.user, bearing: ahead) == nil, "registered")
                let later = Credential(issuedAt: desk.later(31).now)
                try check(try await desk.account(other.user, bearing: later) != nil, "one that was issued since")
            }),
    ]
}
