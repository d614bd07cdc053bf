import BotHarness
import Foundation
import GRDB
import Testing

/// People who sign up, in the real program over real sockets.
@Suite("Accounts", .timeLimit(.minutes(5)))
struct AccountTests {
    private func call(
        _ caller: Caller, _ method: String, _ path: String, _ body: [String: String]? = nil, token: String? = nil,
        key: String? = nil
    ) async throws -> Caller.Answer {
        var headers: [String: String] = [:]
        headers["Authorization"] = token.map { "Bearer \($0)" }
        headers["X-API-KEY"] = key
        if body != nil { headers["Content-Type"] = "application/json" }
        let text = try body.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
        return try await caller.send(method, "/chat" + path, headers: headers, body: text)
    }

    private func register(_ caller: Caller, _ email: String, token: String? = nil) async throws -> Caller.Answer {
        let answer = try await call(
            caller, "POST", "/users", ["email": email, "password": "correct horse", "name": "Ada"], token: token,
            key: token == nil ? Bots.apiKey : nil)
        #expect(answer.status == 201, "\(answer.text)")
        return answer
    }

    @Test func `a guest who registers keeps the conversation, and the guest's token is over`() async throws {
        try await Bots.running { caller, _, _ in
            let guest = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
            let token = try #require(guest["token"])
            _ = try await caller.say("before", token: token)
            let user = try await register(caller, "Ada@Example.org", token: token)
            #expect(user["user_id"] == guest["user_id"])
            #expect(user["conversation_id"] == guest["conversation_id"])
            let history = try await call(caller, "GET", "/messages", token: user["token"])
            #expect(history.text.contains("before"))
            for answer in [
                try await caller.say("after", token: token), try await call(caller, "GET", "/messages", token: token),
                try await call(caller, "GET", "/me", token: token),
            ] {
                #expect(answer.status == 401)
                #expect(answer["code"] == "invalid_token")
            }
            let profile = try await call(caller, "GET", "/me", token: user["token"])
            #expect(profile["email"] == "Ada@Example.org")
            #expect(profile.json["is_guest"] as? Bool == false)
        }
    }

    @Test func `signing in does not say which address exists, and is limited`() async throws {
        try await Bots.running { caller, _, home in
            _ = try await register(caller, "ada@example.org")
            let right = try await call(
                caller, "POST", "/login", ["email": " ADA@example.org ", "password": "correct horse"])
            #expect(right.status == 200)
            var answers: [String] = []
            for email in ["ada@example.org", "eve@example.org", "no address"] {
                let answer = try await call(caller, "POST", "/login", ["email": email, "password": "wrong horse"])
                #expect(answer.status == 401)
                answers.append("\(answer["error"] ?? "") \(answer["code"] ?? "")")
            }
            #expect(Set(answers) == ["Wrong e-mail address or password wrong_credentials"])
            // At the same time: a refusal takes a second.
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        let answer = try await call(
                            caller, "POST", "/login", ["email": "zed@example.org", "password": "wrong horse"])
                        if answer.status == 429 { #expect(answer.headers["retry-after"] != nil) }
                        return answer.status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.sorted() == Array(repeating: 401, count: 10) + [429, 429])
            let rows = try await DatabaseQueue(path: home.database).read { database in
                try String.fetchAll(database, sql: "SELECT key FROM buckets")
            }
            #expect(rows.allSatisfy { !$0.contains("@") && !$0.contains("127.0.0.1") }, "\(rows)")
        }
    }

    @Test func `a refresh token is good once; shown again it ends the session at once, also for the access token`()
        async throws
    {
        try await Bots.running { caller, _, _ in
            let user = try await register(caller, "ada@example.org")
            let first = try #require(user["refresh_token"])
            let second = try await call(caller, "POST", "/token", ["refresh_token": first])
            #expect(second.status == 200)
            #expect(second["conversation_id"] == user["conversation_id"])
            let token = try #require(second["token"])
            #expect(try await caller.say("hi", token: token).status == 200)
            #expect(try await call(caller, "POST", "/token", ["refresh_token": first]).status == 401)
            let third = try await call(caller, "POST", "/token", ["refresh_token": second["refresh_token"] ?? ""])
            #expect(third.status == 401)
            #expect(try await caller.say("hi", token: token).status == 401)
        }
    }

    @Test func `signing out ends one session, another password ends all`() async throws {
        try await Bots.running { caller, _, _ in
            let phone = try await register(caller, "ada@example.org")
            let login = ["email": "ada@example.org", "password": "correct horse"]
            let tablet = try await call(caller, "POST", "/login", login)
            let laptop = try await call(caller, "POST", "/login", login)
            #expect(try await call(caller, "POST", "/logout", token: tablet["token"]).status == 204)
            #expect(try await call(caller, "GET", "/me", token: tablet["token"]).status == 401)
            let refused = try await call(
                caller, "POST", "/me/password", ["password": "wrong horse", "new_password": "battery staple"],
                token: phone["token"])
            #expect(refused["code"] == "wrong_credentials")
            #expect(try await call(caller, "GET", "/me", token: laptop["token"]).status == 200)
            let changed = try await call(
                caller, "POST", "/me/password", ["password": "correct horse", "new_password": "battery staple"],
                token: phone["token"])
            #expect(changed.status == 200)
            for old in [phone, laptop] {
                #expect(try await call(caller, "GET", "/me", token: old["token"]).status == 401)
                #expect(
                    try await call(caller, "POST", "/token", ["refresh_token": old["refresh_token"] ?? ""]).status
                        == 401)
            }
            #expect(try await call(caller, "GET", "/me", token: changed["token"]).status == 200)
            #expect(try await call(caller, "POST", "/login", login).status == 401)
        }
    }

    @Test func `a user who leaves takes everything along, and has it before as one object`() async throws {
        try await Bots.running { caller, _, home in
            let user = try await register(caller, "ada@example.org")
            let token = try #require(user["token"])
            _ = try await caller.say("a secret of mine", token: token)
            let export = try await call(caller, "GET", "/me/export", token: token)
            #expect(export.headers["content-disposition"]?.contains("attachment") == true)
            #expect((export.json["user"] as? [String: Any])?["email"] as? String == "ada@example.org")
            let conversations = try #require(export.json["conversations"] as? [[String: Any]])
            let messages = try #require(conversations.first?["messages"] as? [[String: Any]])
            #expect(messages.map { $0["content"] as? String } == ["a secret of mine", "a secret of mine"])
            #expect((export.json["inbox"] as? [[String: Any]])?.first?["content"] as? String == "a secret of mine")
            for key in ["links", "sessions", "outbox"] { #expect(export.json[key] is [Any]) }
            for secret in ["scrypt", user["refresh_token"] ?? "", token] { #expect(!export.text.contains(secret)) }

            #expect(try await call(caller, "DELETE", "/me", token: token).status == 204)
            #expect(try await call(caller, "GET", "/me", token: token).status == 401)
            #expect(try await caller.say("still there?", token: token).status == 401)
            let left = try await DatabaseQueue(path: home.database).read { database in
                try ["users", "conversations", "messages", "inbox", "sessions"].map {
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)")
                }
            }
            #expect(left == [0, 0, 0, 0, 0])
        }
    }

    @Test func `an address is one user's, and changes with the password only`() async throws {
        try await Bots.running { caller, _, _ in
            let ada = try await register(caller, "ada@example.org")
            _ = try await register(caller, "eve@example.org")
            let again = try await call(
                caller, "POST", "/users", ["email": "ADA@example.org", "password": "another one"], key: Bots.apiKey)
            #expect(again.status == 422)
            #expect(again["code"] == "email_taken")
            let weak = try await call(
                caller, "POST", "/users", ["email": "bob@example.org", "password": "short"], key: Bots.apiKey)
            #expect(weak["code"] == "weak_password")
            let no = try await call(
                caller, "PATCH", "/me", ["email": "new@example.org"], token: ada["token"])
            #expect(no["code"] == "wrong_credentials")
            let taken = try await call(
                caller, "PATCH", "/me", ["email": "eve@example.org", "password": "correct horse"],
                token: ada["token"])
            #expect(taken["code"] == "email_taken")
            let yes = try await call(
                caller, "PATCH", "/me", ["email": "new@example.org", "password": "correct horse", "name": ""],
                token: ada["token"])
            #expect(yes["email"] == "new@example.org")
            #expect(yes.json["name"] is NSNull)
        }
    }

    @Test func `a body cannot say what is the bot's to say`() async throws {
        try await Bots.running { caller, _, _ in
            let other = try await register(caller, "eve@example.org")
            let user = try await call(
                caller, "POST", "/users",
                [
                    "email": "ada@example.org", "password": "correct horse", "user_id": other["user_id"] ?? "",
                    "id": other["user_id"] ?? "", "is_guest": "true", "origin": "operator", "password_hash": "x",
                ], key: Bots.apiKey)
            #expect(user.status == 201)
            #expect(user["user_id"] != other["user_id"])
            _ = try await call(
                caller, "PATCH", "/me",
                ["user_id": other["user_id"] ?? "", "is_guest": "true", "origin": "x", "created_at": "2000-01-01"],
                token: user["token"])
            let profile = try await call(caller, "GET", "/me", token: user["token"])
            #expect(profile.json["is_guest"] as? Bool == false)
            #expect(profile["origin"] == "http")
            #expect(profile["user_id"] == user["user_id"])
        }
    }

    @Test func `no password, code or token is in the log`() async throws {
        try await Bots.running { caller, bot, _ in
            let user = try await register(caller, "ada@example.org")
            let code = try await call(caller, "POST", "/me/links", [:], token: user["token"])
            _ = try await call(caller, "POST", "/login", ["email": "ada@example.org", "password": "wrong horse"])
            _ = try await call(caller, "POST", "/token", ["refresh_token": user["refresh_token"] ?? ""])
            _ = try await call(caller, "POST", "/token", ["refresh_token": user["refresh_token"] ?? ""])
            await bot.terminate()
            let log = await bot.log.end().joined(separator: "\n")
            #expect(log.contains("shown twice"))
            let secrets = [
                "horse", "ada@example.org", user["token"] ?? "-", user["refresh_token"] ?? "-", code["code"] ?? "-",
            ]
            for secret in secrets { #expect(!log.contains(secret)) }
        }
    }
}
