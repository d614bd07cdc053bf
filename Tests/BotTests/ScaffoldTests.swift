import Foundation
import Testing

@testable import BotCLI

@Suite("The scaffold") struct ScaffoldTests {
    private static let example = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Examples/EchoChannel")

    @Test func `writes the example from outside, but for the comments of the places that are filled in`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "scaffold-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let scaffold = try Scaffold.package(ChannelName("Echo"), in: folder, channelKit: "../..")
        let paths = try scaffold.write()
        #expect(paths.count == 10)
        for path in paths {
            let (written, kept) = (try code(of: folder, path), try code(of: Self.example, path))
            #expect(written == kept, "Examples/EchoChannel/\(path) is not what bot new-channel writes today")
        }
    }

    /// A file's lines without comments.
    private func code(of folder: URL, _ path: String) throws -> [String] {
        let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n").map(String.init).filter { line in
            let content = line.drop { $0 == " " }
            return !content.isEmpty && !content.hasPrefix("//") && !content.hasPrefix("#")
        }
    }
}
