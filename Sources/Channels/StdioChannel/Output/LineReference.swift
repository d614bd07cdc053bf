import ChannelKit
import Foundation

/// What a reply needs to know of the line that it answers. Kept with the message as `replyContext`.
struct LineReference: Codable, Equatable {
    /// The process that read the line.
    var run: String
    /// Counts from 1 in that process.
    var line: Int
    /// The id that the line brought. Nil where the channel made one, which is not quoted back.
    var id: String?

    init(run: String, line: Int, id: String?) {
        self.run = run
        self.line = line
        self.id = id
    }

    /// Nil for a text that is not a reference.
    init?(encoded: String?) {
        guard let encoded, let reference = try? JSONDecoder().decode(Self.self, from: Data(encoded.utf8)) else {
            return nil
        }
        self = reference
    }

    /// As compact JSON.
    var encoded: String {
        "{\"run\":\(JSONText.quoted(run)),\"line\":\(line)" + (id.map { ",\"id\":\(JSONText.quoted($0))" } ?? "") + "}"
    }
}
