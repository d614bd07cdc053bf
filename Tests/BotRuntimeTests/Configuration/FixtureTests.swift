import Foundation
import Testing

@testable import BotRuntime

@Suite("What is wrong with a file")
struct FixtureTests {
    @Test("is said in whole, in order, with its place", arguments: Fixture.all)
    func faults(of fixture: Fixture) throws {
        let loader = ConfigurationLoader(
            registry: .test,
            sources: .of(["PAGE_SECRET": "correct-horse-battery", "EMPTY": ""], files: [:]))
        let bytes = try Fixture.bytes(fixture.name)
        do throws(ConfigurationFaults) {
            _ = try loader.load(bytes: bytes, named: "F", scope: .everything)
            #expect(fixture.faults.isEmpty)
        } catch {
            #expect(error.description == fixture.faults.joined(separator: "\n"))
        }
    }

    @Test("has an example for every fixture, and a fixture for every example")
    func isComplete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Fixture.folder().path)
        #expect(Set(files) == Set(Fixture.all.map { $0.name + ".yaml" }))
    }
}

struct Fixture: CustomTestStringConvertible {
    var name: String
    var faults: [String]

    init(_ name: String, _ faults: String...) {
        self.name = name
        self.faults = faults.map { "F:" + $0 }
    }

    var testDescription: String { name }

    static func folder() throws -> URL {
        try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder().appendingPathComponent(name + ".yaml")))
    }
}
