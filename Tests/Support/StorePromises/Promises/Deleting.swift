import BotStore
import ChannelKit

extension StorePromise {
    static let deleting: [StorePromise] = [
        StorePromise(
            "A user who is deleted leaves nothing, whatever was under way, and others lose nothing",
            onOne: { desk in
                let member = try await desk.member()
                let credential = Credential(session: member.session, issuedAt: desk.now)
                _ = try await desk.keepCode("code", for: member.user)
                _ = try await desk.keepCode("left", for: member.user)
                try await desk.end(try await desk.tryCode("code", id: "1").begun(), .said("linked"))
                let running = try await desk.say("runs", id: "2", lane: .sender, caller: .absent).begun()
                _ = try await desk.say("waits", id: "3", lane: .sender, caller: .absent).queued()
                let asked = try await desk.write("hi", id: "4", by: member, credential: credential).begun()
                try await desk.fail(asked)
                let other = try await desk.reply(to: "bob's", id: "5", at: "bob")
                let before = try await desk.store.pendingTurns()

                try check(try await desk.store.accounts.delete(member.user, now: desk.now), "deleted")
                try check(try await desk.store.accounts.delete(member.user, now: desk.now) == false, "once")
                for table in ["sessions", "link_codes"] {
                    try checkEqual(try await desk.rows(table), 0, "nothing in \(table)")
                }
                for (table, rows) in [("users", 1), ("identities", 1), ("conversations", 1), ("inbox", 1)] {
                    try checkEqual(try await desk.rows(table), rows, "only bob's in \(table)")
                }
                try checkEqual(try await desk.rows("messages"), 2, "only bob's question and answer")
                try checkEqual(try await desk.rows("outbox"), 1, "only bob's reply")
                try await desk.expect(.fenced, "the turn that ran") { try await desk.answer(running) }
                let begun = try await desk.store.beginTurns(
                    limit: 10, policy: desk.policy, apologies: [:], now: desk.now)
                try checkEqual(begun.turns, [], "nothing is left to begin")
                // What ran is counted by whoever ran it.
                try checkEqual(begun.byOperators, -1, "what waited is pending no more")
                try checkEqual(before, 2, "one ran, one waited")
                try checkEqual(try await desk.store.pendingTurns(), 0, "none is pending")
                let refused = try await desk.write("hi", id: "6", by: member, credential: nil)
                try checkEqual(try refused.refused(), .userNotFound, "nobody by that number")
                let stale = try await desk.write("hi", id: "6", by: member, credential: credential)
                try checkEqual(try stale.refused(), .revoked, "nor by that session")
                let anew = try await desk.say("hello", id: "7", lane: .sender).begun()
                try check(anew.user > member.user, "whoever writes there is somebody new")
                try checkEqual(anew.history, [], "of whom nothing is known")
                _ = try await desk.record(other, .sent(platformIDs: []))
                guard case .registered = try await desk.register("ada@example.org") else {
                    throw PromiseBroken(description: "the address is free")
                }
            }),
        StorePromise(
            "Whoever writes while they are deleted leaves nothing that is nobody's",
            onOne: { desk in
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                try await desk.end(try await desk.tryCode("code", id: "code").begun(), .said("linked"))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<12 {
                        group.addTask {
                            _ = try await desk.write(
                                "t", id: "t\(number)", by: member, credential: nil, mayBegin: false)
                        }
                        group.addTask {
                            _ = try await desk.say(
                                "s", id: "s\(number)", lane: number % 2 == 0 ? .sender : .address, caller: .absent,
                                mayBegin: number % 3 == 0)
                        }
                    }
                    group.addTask { _ = try await desk.store.accounts.delete(member.user, now: desk.now) }
                    try await group.waitForAll()
                }
                try check(try await desk.account(member.user) == nil, "gone")
                for user in try await desk.users() {
                    try check(try await desk.store.accounts.delete(user.id, now: desk.now), "deleted")
                }
                for table in ["users", "identities", "conversations", "messages", "inbox", "outbox"] {
                    try checkEqual(try await desk.rows(table), 0, "nothing is left in \(table)")
                }
                try checkEqual(try await desk.store.pendingTurns(), 0, "nor pending")
            }),
        StorePromise(
            "Of a chat that others use only what was the user's goes",
            onOne: { desk in
                func say(_ content: String, id: String, by name: String) async throws -> Turn {
                    try await desk.say(
                        content, id: id, from: .identity(Identity(id: name)), at: "room", caller: .absent
                    ).begun()
                }
                let alice = try await say("alice's", id: "1", by: "alice")
                try await desk.answer(alice, "to alice")
                let bob = try await say("bob's", id: "2", by: "bob")
                try checkEqual(bob.conversation, alice.conversation, "one room")
                try await desk.answer(bob, "to bob")
                let head = try require(try await desk.store.accounts.exportHead(of: alice.user), "an export")
                try checkEqual(head.conversations.map(\.isShared), [true], "it is not hers alone")
                try check(try await desk.store.accounts.delete(alice.user, now: desk.now), "deleted")
                let more = try await say("more", id: "3", by: "bob")
                try checkEqual(more.conversation, bob.conversation, "the room goes on")
                try checkEqual(more.history.map(\.content), ["bob's", "to bob"], "without what was hers")
            }),
        StorePromise(
            "An export holds all of a user, page by page, and nothing of others",
            onOne: { desk in
                let member = try await desk.member()
                let credential = Credential(session: member.session, issuedAt: desk.now)
                for number in 1...5 {
                    let turn = try await desk.write(
                        "question \(number)", id: "\(number)", by: member, credential: credential
                    ).begun()
                    try await desk.answer(turn, "answer \(number)")
                }
                let failed = try await desk.write("fails", id: "6", by: member, credential: credential).begun()
                try await desk.fail(failed, partial: "half")
                _ = try await desk.reply(to: "bob's", id: "7", at: "bob")
                let accounts = desk.store.accounts
                let head = try require(try await accounts.exportHead(of: member.user), "a head")
                try checkEqual(head.user.id, member.user, "the user")
                try checkEqual(head.sessions.map(\.id), [member.session], "the session")
                try checkEqual(head.conversations.map(\.id), [member.conversation], "the conversation")
                var messages: [ExportedMessage] = []
                while case let page = try await accounts.exportMessages(
                    of: member.conversation, after: messages.last?.id, limit: 3), !page.isEmpty
                {
                    try check(page.count <= 3, "a page")
                    messages += page
                }
                try checkEqual(messages.map(\.content).count, 12, "all that was said")
                try checkEqual(messages.map(\.id), messages.map(\.id).sorted(), "in order")
                try checkEqual(messages.last?.status, "incomplete", "what broke off as well")
                let inbox = try await accounts.exportInbox(of: member.user, after: nil, limit: 10)
                try checkEqual(inbox.map(\.content).last, "fails", "dead letters too")
                try checkEqual(inbox.count, 6, "all that was accepted")
                try checkEqual(
                    try await accounts.exportInbox(of: member.user, after: inbox[3].record.id, limit: 10).count, 2,
                    "paged")
                let bob = try require(try await desk.users().first { $0.id != member.user }, "bob").id
                try checkEqual(
                    try await accounts.exportOutbox(of: bob, after: nil, limit: 10).map(\.text), ["fine"], "replies")
                try checkEqual(try await accounts.exportOutbox(of: member.user, after: nil, limit: 10), [], "not hers")
                try check(try await accounts.exportHead(of: UserID(4711)) == nil, "nobody")
            }),
        StorePromise(
            "Users are imported all or none, with their ids, which are given to nobody else",
            onOne: { desk in
                func user(_ line: Int, id: Int64?, _ email: String?) -> ImportedUser {
                    ImportedUser(
                        line: line, id: id.map { UserID($0) }, name: "n\(line)", email: email, emailKey: email,
                        passwordHash: "hash", isGuest: email == nil, phoneNumber: nil, origin: "flask")
                }
                let taken = try await desk.member("ada@example.org")
                let refused = try await desk.store.accounts.importUsers(
                    [user(2, id: 500, "new@example.org"), user(3, id: taken.user.rawValue, "ada@example.org")],
                    now: desk.now)
                try checkEqual(
                    refused,
                    [
                        ImportConflict(line: 3, field: .id, owner: taken.user),
                        ImportConflict(line: 3, field: .email, owner: taken.user),
                    ], "what keeps them out")
                try checkEqual(try await desk.rows("users"), 1, "none")
                let done = try await desk.store.accounts.importUsers(
                    [user(2, id: nil, "b@example.org"), user(3, id: 500, "c@example.org"), user(4, id: 501, nil)],
                    now: desk.now)
                try checkEqual(done, [], "all")
                let c = try require(try await desk.store.accounts.account(emailKey: "c@example.org"), "by address")
                try checkEqual(c.record.id, UserID(500), "with its id")
                try check(try await desk.account(UserID(501))?.record.isGuest == true, "guests too")
                let b = try require(try await desk.store.accounts.account(emailKey: "b@example.org"), "by address")
                try check(b.record.id > UserID(501), "a new id is nobody's")
                let next = try await desk.member("d@example.org")
                try check(next.user > b.record.id, "nor is the next")
            }),
        StorePromise(
            "That a chat is shared, and who said what in it, outlasts what the inbox remembers",
            onOne: { desk in
                func say(_ content: String, id: String, by name: String) async throws -> Turn {
                    try await desk.say(
                        content, id: id, from: .identity(Identity(id: name)), at: "room", caller: .absent
                    ).begun()
                }
                var users: [String: UserID] = [:]
                var room: ConversationID?
                for (number, name) in ["alice", "bob", "eve"].enumerated() {
                    let turn = try await say("\(name)'s", id: "\(number)", by: name)
                    try await desk.answer(turn, "to \(name)")
                    users[name] = turn.user
                    room = turn.conversation
                }
                _ = try await desk.sendAll()
                _ = try await desk.store.prune(before: desk.later(1000).now, limit: 100)
                try checkEqual(try await desk.rows("inbox"), 0, "forgotten")
                let alice = try require(users["alice"], "alice")
                let bob = try require(users["bob"], "bob")
                let place = try require(room, "a room")
                let head = try require(try await desk.store.accounts.exportHead(of: alice), "an export")
                try checkEqual(head.conversations.map(\.isShared), [true], "it is not hers alone")
                try check(try await desk.store.accounts.delete(bob, now: desk.now), "deleted")
                func said(of user: UserID) async throws -> [String]? {
                    try await desk.page(place, of: user)?.messages.map(\.content)
                }
                try checkEqual(
                    try await said(of: alice), ["alice's", "to alice", "eve's", "to eve"], "nothing of his is left")
                try check(try await desk.store.accounts.delete(alice, now: desk.now), "deleted")
                let eve = try require(users["eve"], "eve")
                try checkEqual(try await said(of: eve), ["eve's", "to eve"], "nor of hers")
                try check(try await desk.store.accounts.delete(eve, now: desk.now), "deleted")
                for table in ["users", "conversations", "messages", "outbox", "identities"] {
                    try checkEqual(try await desk.rows(table), 0, "nothing is left in \(table)")
                }
            }),
        StorePromise(
            "An id that was somebody's who is gone is imported for nobody",
            onOne: { desk in
                func user(_ id: Int64?) -> ImportedUser {
                    ImportedUser(
                        line: 2, id: id.map { UserID($0) }, name: "n", email: nil, emailKey: nil, passwordHash: nil,
                        isGuest: true, phoneNumber: nil, origin: "flask")
                }
                let accounts = desk.store.accounts
                let hello = try await desk.say("secret", id: "1", lane: .sender).begun()
                try await desk.answer(hello)
                let member = try await desk.member()
                _ = try await desk.keepCode("code", for: member.user)
                try await desk.end(try await desk.tryCode("code", id: "2").begun(), .said("linked"))
                try check(try await desk.account(hello.user) == nil, "the guest is gone, the lane is not")
                try checkEqual(
                    try await accounts.importUsers([user(hello.user.rawValue)], now: desk.now),
                    [ImportConflict(line: 2, field: .usedID, owner: hello.user)], "it would be met")
                try checkEqual(try await desk.rows("users"), 1, "none")
                try checkEqual(try await accounts.importUsers([user(nil), user(99)], now: desk.now), [], "others are")
                try check(try await accounts.delete(UserID(99), now: desk.now), "deleted")
                try checkEqual(
                    try await accounts.importUsers([user(99)], now: desk.now).map(\.field), [.usedID], "nor is theirs")
                try await desk.store.clean()
                try checkEqual(try await accounts.importUsers([user(1)], now: desk.now), [], "where nothing is, any id")
            }),
    ]
}
