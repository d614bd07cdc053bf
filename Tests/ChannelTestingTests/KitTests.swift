import ChannelTesting
import Testing

@Suite("The kit")
struct KitTests {
    @Test("A channel as it should be keeps every promise", arguments: ChannelPromise.all(of: PostSpecimen()))
    func sound(_ promise: ChannelPromise) async throws {
        try await promise.run()
    }

    @Test(
        "A channel with a loop, as it should be, keeps every promise", arguments: ChannelPromise.all(of: WireSpecimen())
    )
    func soundLoop(_ promise: ChannelPromise) async throws {
        try await promise.run()
    }

    @Test(
        "A channel with a fault breaks every promise that is about it, and no other",
        arguments: Fault.allCases.filter { $0 != .none })
    func caught(_ fault: Fault) async throws {
        try await fault.damage.check(ChannelPromise.all(of: PostSpecimen(fault: fault)))
    }

    @Test(
        "A loop with a fault breaks every promise that is about it, and no other",
        arguments: WireFault.allCases.filter { $0 != .none })
    func caughtLoop(_ fault: WireFault) async throws {
        try await fault.damage.check(ChannelPromise.all(of: WireSpecimen(fault: fault)))
    }

    @Test("What a specimen leaves out without a word fails, case by case", arguments: Absence.allCases)
    func silence(_ absence: Absence) async throws {
        let promises = Self.promises(about: absence, of: PostSpecimen(omits: [absence]))
        #expect(try await Verdict.broken(of: promises) == Set(promises.map(\.name)))
        #expect(promises.allSatisfy { $0.leftOut == nil })
    }

    @Test("What a specimen says that its platform does not have is left out by name", arguments: Absence.allCases)
    func declared(_ absence: Absence) async throws {
        let specimen = PostSpecimen(omits: [absence], absences: [absence: "the post has none"])
        let promises = Self.promises(about: absence, of: specimen)
        #expect(try await Verdict.broken(of: promises) == [])
        #expect(promises.allSatisfy { $0.description == "\($0.name) (left out: the post has none)" })
        #expect(ChannelPromise.all(of: specimen).count(where: { $0.leftOut != nil }) == promises.count)
    }

    @Test("A specimen that has what it says it has not, or says not why, fails", arguments: Absence.allCases)
    func untrue(_ absence: Absence) async throws {
        for specimen in [
            PostSpecimen(absences: [absence: "the post has none"]),
            PostSpecimen(omits: [absence], absences: [absence: ""]),
        ] {
            let promises = Self.promises(about: absence, of: specimen)
            #expect(try await Verdict.broken(of: promises) == Set(promises.map(\.name)))
        }
    }

    @Test("A specimen that does not say what is secret fails")
    func secrets() async throws {
        let promises = ChannelPromise.all(of: PostSpecimen(namesItsSecrets: false)).filter {
            $0.name.hasPrefix("Its settings make an instance")
        }
        #expect(try await Verdict.broken(of: promises).count == 1)
    }

    private static func promises(about absence: Absence, of specimen: PostSpecimen) -> [ChannelPromise] {
        let names =
            switch absence {
            case .batches: ["Every message of a batch"]
            case .echoes: ["What comes back of the bot's own messages"]
            case .bodies:
                ["A forgery is refused for what it is", "Input that makes no sense", "A genuine delivery with"]
            case .faultySettings: ["What its settings may not say"]
            }
        return ChannelPromise.all(of: specimen).filter { promise in names.contains { promise.name.hasPrefix($0) } }
    }

    @Test("What broke is said with what was seen and what can be done")
    func words() async throws {
        let promise = try #require(
            ChannelPromise.all(of: PostSpecimen(fault: .inventsIDs)).first {
                $0.name.hasPrefix("A message that is delivered again is not answered again")
            })
        let broken = await #expect(throws: PromiseBroken.self) { try await promise.run() }
        #expect(broken?.seen != nil)
        #expect(broken?.hint?.contains("InboundMessage.id") == true)
    }
}
