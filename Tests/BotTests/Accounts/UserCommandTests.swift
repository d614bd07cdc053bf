import BotHarness
import BotStore
import Foundation
import SeededRandom
import Testing

@testable import BotCLI

@Suite("Operators look after users", .timeLimit(.minutes(5)))
struct UserCommandTests {
    private func users(_ arguments: String..., on home: BotProcess.Home, input: String = "") async throws -> Bots.Ended
    {
        try await Bots.run(
            ["users"] + arguments + ["--config", home.folder.appending(path: "bot.yaml").path], input: input)
    }

    @Test func `users are added, shown, given passwords, linked, exported and deleted`() async throws {
        try await Bots.running { caller, _, home in
            let added = try await users(
                "add", "--email", "Ada@example.org", "--name", "Ada", on: home, input: "correct horse\n")
            #expect(added.status == .exited(0), "\(added.log)")
            let id = added.output
            let taken = try await users("add", "--email", "ada@example.org", on: home, input: "correct horse\n")
            #expect(taken.status == .exited(64))
            #expect(
                try await users("add", "--email", "bob@example.org", on: home, input: "short\n").status == .exited(64))
            func login(_ password: String) async throws -> Int {
                try await caller.send(
                    "POST", "/chat/login", headers: ["Content-Type": "application/json"],
                    body: #"{"email":"ada@example.org","password":"\#(password)"}"#
                ).status
            }
            #expect(try await login("correct horse") == 200)
            #expect(try await users("password", id, on: home, input: "battery staple\n").status == .exited(0))
            #expect(try await login("correct horse") == 401)
            #expect(try await login("battery staple") == 200)
            #expect(try await users("link", id, "nowhere", "x", on: home).status == .exited(64))
            #expect(try await users("link", id, "web", "4915", on: home).output == "linked")
            let shown = try await users("show", "ada@example.org", "--json", on: home)
            #expect(shown.output.contains("web.\(id) (4915)"))
            #expect(!shown.output.contains("scrypt"))
            #expect(try await users("unlink", id, "web.\(id)", on: home).output == "unlinked")
            #expect(try await users("unlink", id, "web.\(id)", on: home).status == .exited(64))
            #expect(try await users("export", id, on: home).output.contains(#""email":"Ada@example.org""#))
            #expect(try await users("delete", id, on: home, input: "no\n").status == .exited(64))
            #expect(try await users("delete", id, "--yes", on: home).status == .exited(0))
            #expect(try await users("show", id, on: home).status == .exited(64))
        }
    }

    @Test func `users of a Flask program are imported with their passwords, all or none`() async throws {
        // "correct horse", by werkzeug.
        let hash =
            "pbkdf2:sha256:1000$Zxq7Ym1bW0sT4uVn"
            + "$d6634de7b883ae757827bb460650e0f14e604441eb4da8e1f2375aebde141c89"
        try await Bots.running { caller, _, home in
            let head = "id,name,email,password_hash,is_guest,phone_number,origin"
            let broken = try home.write(
                "\(head)\n40,Ada,ada@example.org,\(hash),f,,web\n41,Eve,eve@example.org,md5$x$y,f,,web\n",
                to: "broken.csv")
            let refused = try await users("import", broken, on: home)
            #expect(refused.status == .exited(64))
            #expect(refused.log.contains("broken.csv:3: error: password_hash"))
            #expect(try await users("list", "--json", on: home).output.filter { !$0.isWhitespace } == "[]")
            let file = try home.write(
                "\(head)\n40,\"Ada, the first\",Ada@example.org,\(hash),f,+4915,web\n41,,,,t,,whatsapp\n",
                to: "users.csv")
            #expect(try await users("import", file, on: home).output == "2 users imported")
            let answer = try await caller.send(
                "POST", "/chat/login", headers: ["Content-Type": "application/json"],
                body: #"{"email":"ada@example.org","password":"correct horse"}"#)
            #expect(answer.status == 200)
            #expect(answer["user_id"] == "40")
            let again = try await users("import", file, on: home)
            #expect(again.status == .exited(64))
            #expect(again.log.contains("user 40 has this id") && again.log.contains("user 40 has this email"))
            let guest = try home.write("\(head)\n40,,,,t,,whatsapp\n", to: "guest.csv")
            #expect(try await users("import", "--new-ids", guest, on: home).output == "1 user imported")
        }
    }
}

@Suite("Files of users")
struct UserFileTests {
    private func csv(_ text: String) -> UserFile { UserFile(Array(text.utf8), format: .csv) }
    private func lines(_ text: String) -> UserFile { UserFile(Array(text.utf8), format: .jsonl) }

    @Test func `the same user is the same in either format`() throws {
        let one = csv(
            "id,name,email,password_hash,is_guest,phone_number,origin,extra\r\n7,\"A \"\"B\"\"\",A@x.org,,False,,web,z\r\n"
        )
        let two = lines(
            #"{"id":7,"name":"A \"B\"","email":"A@x.org","password_hash":null,"is_guest":false,"origin":"web","x":[1]}"#
        )
        #expect(one.faults.isEmpty && two.faults.isEmpty)
        var user = try #require(one.users.first)
        #expect(user.name == "A \"B\"")
        #expect(user.emailKey == "a@x.org")
        user.line = 1
        #expect(two.users == [user])
    }

    @Test(arguments: [
        ("", "there are no users"), ("name\nx\n", "the first line names"), ("id,id,email\n1,2,3\n", "two columns"),
        ("id,email\n1\n", "2 fields are expected"), ("id,email\nx,\n", "id is no positive"),
        ("id,email\n1,\"a", "has no end"), ("id,email\n1,\"a\"b\n", "follows a quoted field"),
        ("id,email\n1,a\"b\n", "a quote within"), ("id,email\n1,\n1,\n", "the id of line 2 again"),
        ("email,is_guest\na@b.c,f\nA@b.c,f\n", "the email of line 2 again"),
        ("email,is_guest\nnone,f\n", "email is no"), ("email,is_guest\n,maybe\n", "is_guest is neither"),
        ("email,password_hash\na@b.c,scrypt:1:2:3$s$00\n", "password_hash is none"),
    ])
    func `what is wrong with a file is told, with its line`(text: String, problem: String) {
        let file = csv(text)
        #expect(file.faults.contains { $0.problem.contains(problem) }, "\(file.faults)")
    }

    @Test func `no file of any kind does harm, and no fault quotes a password`() {
        var random = SeededGenerator(seed: 7)
        let table = Array(
            "id,name,email,password_hash,is_guest\n7,\"A, \"\"B\"\"\",a@b.c,pbkdf2:sha256:1$s$00,f\n8,x,d@e.f,,t\n".utf8
        )
        let list = Array(#"{"id":7,"email":"a@b.c","is_guest":false,"password_hash":"secret$"}"#.utf8)
        for _ in 0..<5_000 {
            for (bytes, format) in [(random.mutated(table), UserFile.Format.csv), (random.mutated(list), .jsonl)] {
                let file = UserFile(bytes, format: format)
                #expect(!file.users.isEmpty || !file.faults.isEmpty)
                for fault in file.faults { #expect(!fault.problem.contains("secret$")) }
            }
        }
    }

    @Test func `what is written by the rules of comma-separated values is read back`() throws {
        var random = SeededGenerator(seed: 8)
        let pieces = ["a", ",", "\"", "\n", "\r\n", "ä", " ", ""]
        for _ in 0..<2_000 {
            let fields = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                    .joined()
            }
            let text = fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\r\n"
            var reader = CSVReader(Array(text.utf8))
            #expect(try reader.next()?.fields == fields)
            #expect(try reader.next() == nil)
        }
    }
}
