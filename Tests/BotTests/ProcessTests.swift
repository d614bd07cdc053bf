import BotHarness
import Foundation
import Glibc
import Testing

/// Programs behind a process channel, in the real bot.
@Suite(.timeLimit(.minutes(2)))
struct ProcessTests {
    private static let example = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Examples/process/folder_chat.py").path

    /// Says hello, then does what the test wants. `FOLDER` is the test's own.
    private static func script(_ body: String) -> String {
        """
        if True: import json, os, signal, sys, time
        FOLDER = os.environ["FOLDER"]
        def say(**message): print(json.dumps(message), flush=True)
        def hear(): return json.loads(sys.stdin.readline() or sys.exit(0))
        def note(text):
            with open(FOLDER + "/notes", "a") as file: file.write(text + "\\n")
        \(body)
        """
    }

    private static let hello = "say(type='hello', protocol=[1]); assert hear()['type'] == 'welcome'"

    private func configure(_ home: BotProcess.Home, command: String, extra: String = "") throws -> String {
        try home.write(
            """
            server: { shutdown_timeout: 5s }
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { provider: echo }
            channels:
              program:
                type: process
                command: \(command)
                options: { folder: "\(home.folder.path)" }
                secrets: { FOLDER: "\(home.folder.path)" }
                reconcile_after: 100ms
            \(extra.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
            """)
    }

    private func start(_ body: String, in home: BotProcess.Home, extra: String = "") throws -> BotProcess {
        let file = try home.write(Self.script(body), to: "program.py")
        return try run(configure(home, command: "[python3, \"\(file)\"]", extra: extra))
    }

    private func run(_ file: String) throws -> BotProcess { try BotProcess(["run", "--config", file]) }

    private func lines(_ name: String, in home: BotProcess.Home) -> [String] {
        let text = try? String(contentsOf: home.folder.appending(path: name), encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    /// Looks until it holds, for at most half a minute.
    private func expectSoon(
        _ what: Comment, at place: SourceLocation = #_sourceLocation, _ holds: () -> Bool
    ) async throws {
        for _ in 0..<600 {
            if holds() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record(what, sourceLocation: place)
    }

    @Test func `a message of the example is answered`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        _ = try home.write("ada: hello\nbob: good day\n", to: "in.txt")
        let bot = try run(configure(home, command: "[python3, \"\(Self.example)\"]"))
        try await expectSoon("two answers") { lines("out.txt", in: home).count == 2 }
        #expect(Set(lines("out.txt", in: home)) == ["#1 ada: hello", "#2 bob: good day"])
        #expect(await bot.terminate() == .exited(0))
    }

    @Test func `after kill -9 of the bot nothing is lost and nothing doubled`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let messages = (0..<120).map { "user\($0 % 5): message \($0)" }
        _ = try home.write(messages.joined(separator: "\n") + "\n", to: "in.txt")
        let file = try configure(home, command: "[python3, \"\(Self.example)\"]")
        for goal in [5, 30, 60] {
            let bot = try run(file)
            try await expectSoon("\(goal) answers") { lines("out.txt", in: home).count >= goal }
            await bot.kill()
        }
        let bot = try run(file)
        try await expectSoon("every answer") { lines("out.txt", in: home).count >= messages.count }
        try await expectSoon("a program") { bot.log.text.contains("the program is ready") }
        let status = await bot.terminate()
        #expect(status == .exited(0))
        let answers = lines("out.txt", in: home).map { String($0.drop { $0 != " " }.dropFirst()) }
        #expect(answers.sorted() == messages.sorted())
    }

    @Test func `a reply in hand when the program dies goes once more under the same id`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let bot = try start(
            """
            \(Self.hello)
            first = not os.path.exists(FOLDER + "/notes")
            if first: say(type="deliver", id="d", events=[{"event": "message", "id": "m", "user": "ada", "text": "hello"}])
            while True:
                message = hear()
                if message["type"] != "reply": continue
                note(message["id"] + " " + message["text"])
                if first: os.kill(os.getpid(), signal.SIGKILL)
                say(type="receipt", id=message["id"], outcome="sent")
            """, in: home)
        try await expectSoon("two attempts") { lines("notes", in: home).count == 2 }
        #expect(lines("notes", in: home) == ["1.1 hello", "1.2 hello"])
        #expect(await bot.terminate() == .exited(0))
        #expect(lines("notes", in: home).count == 2)
    }

    @Test func `a program that ignores its input's end and every signal dies with a bot that is killed`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let bot = try start(
            """
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
            \(Self.hello)
            child = os.fork()
            note(str(os.getpid()))
            while True: time.sleep(1)
            """, in: home)
        try await expectSoon("a program and what it has started") { lines("notes", in: home).count == 2 }
        let processes = lines("notes", in: home).compactMap { pid_t($0) }
        #expect(processes.count == 2 && processes.allSatisfy(isAlive))
        await bot.kill()
        try await expectSoon("nobody is left") { !processes.contains(where: isAlive) }
    }

    @Test func `a program that does not end at shutdown is killed after the grace, and no zombie stays`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let bot = try start(
            """
            \(Self.hello)
            note(str(os.getpid()))
            while True: time.sleep(1)
            """, in: home, extra: "shutdown_grace: 300ms")
        try await expectSoon("a program") { lines("notes", in: home).count == 1 }
        let process = try #require(pid_t(lines("notes", in: home)[0]))
        #expect(await bot.terminate() == .exited(0))
        #expect(!isAlive(process))
    }

    /// A zombie counts as dead only to its parent: where the bot was killed, whoever inherits it reaps it.
    private func isAlive(_ process: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }

    @Test(arguments: [
        ("no_hello", "time.sleep(60)"),
        ("program_ended", "sys.exit(3)"),
        ("not_the_protocol", "while True: print('garbage')"),
        ("protocol_version", "say(type='hello', protocol=[99]); time.sleep(60)"),
        ("line_too_long", "for _ in range(100): sys.stdout.write('x' * (1 << 20))\ntime.sleep(60)"),
        ("program_silent", "\(hello)\ntime.sleep(60)"),
    ])
    func `a bad program makes the instance fail, with a reason in the log`(code: String, body: String) async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let bot = try start(body, in: home, extra: "hello_timeout: 3s\nping_interval: 500ms")
        try await expectSoon("\(code) in the log") { bot.log.text.contains(code) }
        let admin = Caller(try await bot.address(after: "admin listening"))
        var isReady = true
        // The next life of the program counts as up until it, too, has failed.
        for _ in 0..<200 where isReady {
            isReady = try await admin.send("GET", "/health/ready").status != 503
            if isReady { try await Task.sleep(for: .milliseconds(50)) }
        }
        #expect(!isReady)
        #expect(await bot.terminate() == .exited(0))
    }

    @Test func `every delivery of a flood is accepted or refused with a time to come again`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let bot = try start(
            """
            if True: import threading
            \(Self.hello)
            def flood():
                for n in range(500):
                    say(type="deliver", id=str(n), events=[{"event": "message", "id": str(n), "user": "u", "text": "t"}])
            threading.Thread(target=flood, daemon=True).start()
            seen = {}
            while len(seen) < 500:
                message = hear()
                if message["type"] in ("accepted", "refused"):
                    assert message["type"] == "accepted" or message["retry_after"] >= 1
                    seen[message["id"]] = message["type"]
                if message["type"] == "reply": say(type="receipt", id=message["id"], outcome="sent")
            note("accepted %d" % sum(1 for kind in seen.values() if kind == "accepted"))
            note("refused %d" % sum(1 for kind in seen.values() if kind == "refused"))
            while True:
                message = hear()
                if message["type"] == "reply": say(type="receipt", id=message["id"], outcome="sent")
            """, in: home, extra: "max_in_flight: 4")
        try await expectSoon("a verdict on each") { lines("notes", in: home).count == 2 }
        let counts = lines("notes", in: home).compactMap { Int($0.drop { $0 != " " }.dropFirst()) }
        #expect(counts.reduce(0, +) == 500)
        #expect((counts.first ?? 0) >= 4)
        #expect(await bot.terminate() == .exited(0))
    }

    @Test func `a secret that the program prints is not in the log, and no other variable reaches the program`()
        async throws
    {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let bot = try start(
            """
            print("the secret is " + FOLDER, file=sys.stderr, flush=True)
            say(type="log", level="warning", message="it is " + FOLDER)
            note("HOME is set" if "HOME" in os.environ else "HOME is not set")
            note(",".join(sorted(os.listdir("/proc/self/fd"))))
            \(Self.hello)
            while True: hear()
            """, in: home, extra: "environment: [PATH]")
        _ = try await bot.log.line { $0.contains("the secret is") }
        _ = try await bot.log.line { $0.contains("it is <redacted>") }
        #expect(!bot.log.text.contains(home.folder.path))
        try await expectSoon("notes") { lines("notes", in: home).count == 2 }
        #expect(lines("notes", in: home)[0] == "HOME is not set")
        // The fourth is the list itself.
        #expect(lines("notes", in: home)[1].split(separator: ",").count <= 4)
        #expect(await bot.terminate() == .exited(0))
    }
}
