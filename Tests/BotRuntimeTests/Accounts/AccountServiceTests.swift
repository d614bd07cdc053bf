import BotStore
import ChannelKit
import Credentials
import Dispatch
import Foundation
import Logging
import SQLiteStore
import Synchronization
import Testing

@testable import BotRuntime

@Suite("Accounts, between channels and the store")
struct AccountServiceTests {
    private final class Clock: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000.5))
        var now: Date { time.withLock { $0 } }
        func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
    }

    private let clock = Clock()
    private let session = SessionRequest(lifetime: .seconds(86_400), remoteAddress: "192.0.2.1")

    private func service(
        _ store: SQLiteStore, workers: PasswordWorkers = PasswordWorkers(), _ policy: AccountPolicy = AccountPolicy(),
        refusalTakes: Duration = .zero
    ) -> AccountService {
        var policy = policy
        policy.refusalTakes = refusalTakes
        return AccountService(
            accounts: store.accounts, workers: workers, instance: "web", type: "http", policy: policy,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { [clock] in clock.now })
    }

    private func register(_ service: AccountService) async throws -> SignedIn {
        try await service.register(
            Registration(email: "ada@example.org", password: Secret("correct horse")), as: nil, for: session)
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch { return (error as? ChannelError)?.code.rawValue }
        return nil
    }

    @Test func `a password of another kind is taken, and kept as one of today's`() async throws {
        let store = try await SQLiteStore.open(at: .memory, migrate: true)
        // "correct horse", by werkzeug.
        let old =
            "pbkdf2:sha256:1000$Zxq7Ym1bW0sT4uVn"
            + "$d6634de7b883ae757827bb460650e0f14e604441eb4da8e1f2375aebde141c89"
        _ = try await store.accounts.register(
            NewAccount(
                email: AccountEmail(address: "a@x.org", key: "a@x.org"), passwordHash: old, origin: "flask"),
            now: clock.now)
        let service = service(store)
        let signedIn = try await service.signIn(email: "A@x.org", password: Secret("correct horse"), for: session)
        let account = try #require(try await store.accounts.account(signedIn.user, bearing: nil))
        #expect(account.passwordHash?.hasPrefix("scrypt:32768:8:1$") == true)
        _ = try await service.signIn(email: "a@x.org", password: Secret("correct horse"), for: session)
        await store.close()
    }

    @Test func `a refusal takes its time, so that nobody learns by it whose password there is`() async throws {
        let store = try await SQLiteStore.open(at: .memory, migrate: true)
        // Compared with in next to no time.
        let quick = "pbkdf2:sha256:1000$Zxq7Ym1bW0sT4uVn$" + String(repeating: "0", count: 64)
        _ = try await store.accounts.register(
            NewAccount(
                email: AccountEmail(address: "a@x.org", key: "a@x.org"), passwordHash: quick, origin: "flask"),
            now: clock.now)
        let service = service(store, refusalTakes: .milliseconds(700))
        for email in ["a@x.org", "nobody@x.org", "no address"] {
            let start = ContinuousClock.now
            #expect(
                await code {
                    _ = try await service.signIn(email: email, password: Secret("wrong horse"), for: session)
                } == "wrong_credentials")
            #expect(start.duration(to: .now) >= .milliseconds(700))
        }
        await store.close()
    }

    @Test func `one address is tried so often, one remote address so often, and who knows the password is forgiven`()
        async throws
    {
        let store = try await SQLiteStore.open(at: .memory, migrate: true)
        var policy = AccountPolicy()
        policy.signInsPerEmail = RateLimit(count: 2, window: .seconds(60))
        policy.attemptsPerAddress = RateLimit(count: 9, window: .seconds(60))
        let service = service(store, policy)
        _ = try await register(service)
        func tried(_ email: String, _ password: String) async -> String? {
            await code { _ = try await service.signIn(email: email, password: Secret(password), for: session) }
        }
        #expect(await tried("ada@example.org", "wrong horse") == "wrong_credentials")
        #expect(await tried("ada@example.org", "correct horse") == nil)
        for _ in 0..<2 { #expect(await tried("ada@example.org", "wrong horse") == "wrong_credentials") }
        #expect(await tried("ada@example.org", "correct horse") == "rate_limited")
        for number in 0..<4 { #expect(await tried("u\(number)@x.org", "wrong horse") == "wrong_credentials") }
        #expect(await tried("other@x.org", "wrong horse") == "rate_limited")
        clock.advance(by: 60)
        #expect(await tried("ada@example.org", "correct horse") == nil)
        await store.close()
    }

    @Test func `where too many passwords wait, more are refused with 503, and nothing else waits for them`()
        async throws
    {
        let store = try await SQLiteStore.open(at: .memory, migrate: true)
        let workers = PasswordWorkers(threads: 1, mostWaiting: 0)
        let service = service(store, workers: workers)
        #expect(await code { _ = try await register(service) } == "overloaded")
        #expect(
            await code {
                _ = try await service.signIn(email: "a@x.org", password: Secret("correct horse"), for: session)
            } == "overloaded")
        #expect(try await store.rowCounts().first { $0.table == "users" }?.rows == 0)
        await store.close()
    }

    @Test func `a code is a guest's never, lasts ten minutes, and is given so often`() async throws {
        let store = try await SQLiteStore.open(at: .memory, migrate: true)
        let service = service(store)
        let member = try await register(service)
        let bearer = Bearer(
            user: member.user, conversation: member.conversation,
            credential: Credential(session: member.session, issuedAt: clock.now))
        let code = try await service.issueLinkCode(for: bearer)
        #expect(code.expiresAt == clock.now.addingTimeInterval(600))
        #expect(code.message.value == "link \(code.code.value)")
        #expect("\(code)".contains(code.code.value) == false)
        for _ in 0..<9 { _ = try await service.issueLinkCode(for: bearer) }
        #expect(await self.code { _ = try await service.issueLinkCode(for: bearer) } == "rate_limited")
        try await service.signOut(bearer)
        #expect(await self.code { _ = try await service.links(of: bearer) } == "invalid_token")
        await store.close()
    }

    @Test func `a message that is a code is planned as one, unless there is no linking or it is stale`() throws {
        func plan(_ content: String, _ policy: ChannelPolicy, age: TimeInterval = 0) -> TurnPlan {
            let message = InboundMessage(
                id: "1", sender: .guest, address: "a", content: content, sentAt: clock.now.addingTimeInterval(-age),
                caller: .absent)
            return policy.plan(for: .message(message), now: clock.now)
        }
        var policy = ChannelPolicy()
        guard case .link(let attempt) = plan(" LINK 7f3k9qwd ", policy) else { return #expect(Bool(false)) }
        #expect(attempt.codeHash == OneTimeCode(message: "link 7F3K-9QWD")?.hash)
        #expect(plan("link me to it", policy) == .answer)
        #expect(plan("link 7F3K-9QWD", policy, age: 86_401) == .skip(rule: "stale"))
        policy.linking = nil
        #expect(plan("link 7F3K-9QWD", policy) == .answer)
    }
}
