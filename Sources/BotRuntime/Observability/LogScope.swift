import BotStore
public import Logging

/// What the work at hand belongs to: every line that is logged in it says so, whoever writes it.
public enum LogScope {
    /// For the log system of a program.
    public static let metadataProvider = Logger.MetadataProvider { current?.metadata ?? [:] }

    @TaskLocal static var current: WorkInHand?
}

/// A reference to it is kept while it goes on; words are made of it only where a line is written.
enum WorkInHand: Sendable {
    /// A request of that id.
    case request(String)
    case turn(BegunTurn)

    var metadata: Logger.Metadata {
        switch self {
        case .request(let id): return ["request": "\(id)"]
        case .turn(let begun):
            var metadata: Logger.Metadata = [
                "channel": "\(begun.turn.channel)", "turn": "\(begun.turn.id)",
                "conversation": "\(begun.turn.conversation)",
            ]
            if let request = begun.origin.request { metadata["request"] = "\(request)" }
            return metadata
        }
    }
}
