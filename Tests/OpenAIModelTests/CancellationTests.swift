import BotModel
import FakeOpenAI
import Logging
import Testing

@testable import OpenAIModel

@Suite(.timeLimit(.minutes(2))) struct CancellationTests {
    private func cancel(_ behaviour: FakeOpenAI.Behaviour, pieces: Int = 0) async throws -> ModelError? {
        try await Fixture.with([behaviour]) { fixture in
            let draft = RecordingDraft()
            return await withTaskGroup(of: ModelError?.self) { group in
                group.addTask { await fixture.failure(draft: draft, within: .seconds(600)) }
                await fixture.fake.waitForRequests(1)
                while draft.pieces.count < pieces { await Task.yield() }
                group.cancelAll()
                let failure = await group.next()
                // The upstream sees the connection closed: it can stop generating.
                await fixture.fake.waitForClosedByPeer(1)
                return failure ?? nil
            }
        }
    }

    @Test func `cancelling before the answer closes the connection`() async throws {
        #expect(try await cancel(.hang)?.code == .cancelled)
    }

    @Test func `cancelling in the middle of the answer closes the connection`() async throws {
        let failure = try await cancel(.hang(after: "Half"), pieces: 1)
        #expect(failure?.code == .cancelled)
        #expect(failure?.partial == "Half")
    }

    @Test func `cancelling during a pause ends it, and nothing more is asked`() async throws {
        let fake = try await FakeOpenAI.start(default: .rateLimited(after: "50"))
        let model = OpenAIModel(.init(baseURL: fake.baseURL, model: "m"), logger: .quiet)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let failure = await #expect(throws: ModelError.self) {
                    try await model.reply(to: .question("Hello?", within: .seconds(600)), draft: RecordingDraft())
                }
                #expect(failure?.code == .cancelled)
            }
            await fake.waitForRequests(1)
            group.cancelAll()
        }
        #expect(fake.requestCount == 1)
        await model.shutdown()
        try await fake.stop()
    }

    @Test func `a cancelled task asks nothing`() async throws {
        try await Fixture.with { fixture in
            await withTaskGroup(of: ModelError?.self) { group in
                group.cancelAll()
                group.addTask { await fixture.failure() }
                #expect(await group.next()??.code == .cancelled)
            }
            #expect(fixture.fake.requestCount == 0)
        }
    }
}
