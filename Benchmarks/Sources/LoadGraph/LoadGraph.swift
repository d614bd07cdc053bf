import FakeGraph
import Foundation

/// Meta's Graph API of the tests as a process of its own, for measuring: takes every message, keeps no request.
///
/// Prints its address, and `accepted N` whenever N has grown since the last second.
@main
enum LoadGraph {
    static func main() async throws {
        let graph = try await FakeGraph.start(keeping: 1)
        try write("http://127.0.0.1:\(graph.port)")
        var told = 0
        while true {
            try await Task.sleep(for: .seconds(1))
            let count = graph.messageCount
            if count > told { try write("accepted \(count)") }
            told = count
        }
    }

    private static func write(_ line: String) throws {
        try FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
}
