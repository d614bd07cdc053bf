import BotStore
import ChannelKit

/// What is said in a chat that several people write in, and whose it is.
extension StorePromise {
    static let sharing: [StorePromise] = [
        StorePromise(
            "What somebody else wrote while a person had taken over stays theirs, and goes with them",
            onOne: { desk in
                for isPruned in [false, true] {
                    let room = "room \(isPruned)"
                    let alice = try await desk.inRoom(room, "alice's", by: "alice").begun()
                    _ = try await desk.inRoom(room, "bob's", by: "bob").queued()
                    try check(try await desk.pause(alice.conversation), "paused")
                    try await desk.answer(alice, "to alice")
                    try checkEqual(
                        try await desk.said(alice.conversation), ["alice's", "to alice", "bob's"], "recorded")
                    let bob = try require(
                        try await desk.store.inbox(state: "skipped", limit: 1, after: nil).first, "his"
                    ).user
                    let accounts = desk.store.accounts
                    let head = try require(try await accounts.exportHead(of: alice.user), "an export")
                    try checkEqual(head.conversations.map(\.isShared), [true], "it is not hers alone")
                    if isPruned {
                        _ = try await desk.sendAll()
                        _ = try await desk.store.prune(before: desk.later(1000).now, limit: 100)
                        try checkEqual(try await desk.rows("inbox"), 0, "forgotten")
                        try check(try await accounts.delete(bob, now: desk.now), "deleted")
                        try checkEqual(
                            try await desk.said(alice.conversation), ["alice's", "to alice"], "nothing of his is left")
                        continue
                    }
                    try check(try await accounts.delete(alice.user, now: desk.now), "deleted")
                    try checkEqual(try await desk.said(alice.conversation), ["bob's"], "his is there")
                    try check(try await accounts.delete(bob, now: desk.now), "deleted")
                    try checkEqual(try await desk.rows("messages"), 0, "and gone with him")
                }
            }),
        StorePromise(
            "What broke off of an answer to somebody else goes with them",
            onOne: { desk in
                let alice = try await desk.inRoom("room", "alice's", by: "alice").begun()
                try await desk.answer(alice, "to alice")
                let failed = try await desk.inRoom("room", "bob's", by: "bob").begun()
                try await desk.fail(failed, partial: "half to bob")
                let cancelled = try await desk.inRoom("room", "bob's more", by: "bob").begun()
                _ = try await desk.end(cancelled, .cancelled(partial: "some to bob"))
                try checkEqual(try await desk.said(alice.conversation).count, 6, "all of it")
                try check(try await desk.store.accounts.delete(failed.user, now: desk.now), "deleted")
                try checkEqual(
                    try await desk.said(alice.conversation), ["alice's", "to alice"], "nothing of his is left")
            }),
        StorePromise(
            "What broke off of an answer outlasts the user whose chat it was in, for whoever had asked",
            onOne: { desk in
                let alice = try await desk.inRoom("room", "alice's", by: "alice").begun()
                try await desk.fail(alice, partial: "half to alice")
                let bob = try await desk.inRoom("room", "bob's", by: "bob").begun()
                try await desk.fail(bob, partial: "half to bob")
                try check(try await desk.store.accounts.delete(alice.user, now: desk.now), "deleted")
                try checkEqual(try await desk.said(bob.conversation), ["bob's", "half to bob"], "his alone")
            }),
        StorePromise(
            "All who write in one chat may be deleted at once",
            onOne: { desk in
                for round in 0..<6 {
                    var members: [UserID] = []
                    for number in 0..<6 {
                        let turn = try await desk.inRoom("room \(round)", "hi \(number)", by: "m\(number)").begun()
                        try await desk.answer(turn)
                        members.append(turn.user)
                    }
                    try await withThrowingTaskGroup(of: Bool.self) { group in
                        for member in members {
                            group.addTask { try await desk.store.accounts.delete(member, now: desk.now) }
                        }
                        for try await isDeleted in group { try check(isDeleted, "deleted") }
                    }
                    for table in ["users", "conversations", "messages"] {
                        try checkEqual(try await desk.rows(table), 0, "nothing is left in \(table)")
                    }
                }
            }),
        StorePromise(
            "Whoever writes in a chat while its user is deleted writes in one that is there",
            onOne: { desk in
                for round in 0..<12 {
                    let room = "room \(round)"
                    let alice = try await desk.inRoom(room, "hi", by: "alice \(round)").begun()
                    try await desk.answer(alice)
                    async let deleted = desk.store.accounts.delete(alice.user, now: desk.now)
                    let bob = try await desk.inRoom(room, "bob's", by: "bob").begun()
                    try check(try await deleted, "deleted")
                    try checkEqual(try await desk.said(bob.conversation), ["bob's"], "his alone")
                    try await desk.answer(bob)
                }
            }),
    ]
}

extension Desk {
    /// Somebody's message in a chat that several people write in.
    fileprivate func inRoom(_ room: String, _ content: String, by name: String) async throws -> IntakeOutcome {
        try await say(
            content, id: "\(room) \(content)", from: .identity(Identity(id: name)), at: ChatAddress(room),
            caller: .absent)
    }
}
