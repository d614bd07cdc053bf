internal import Foundation

/// What `${NAME}` and `${file:PATH}` read from.
public struct SubstitutionSources: Sendable {
    public var environment: [String: String]
    /// The content of the file at a path, relative to the working directory, if it has no more bytes than the limit.
    public var readFile: @Sendable (_ path: String, _ limit: Int) throws(FileReadError) -> [UInt8]

    public init(
        environment: [String: String],
        readFile: @escaping @Sendable (_ path: String, _ limit: Int) throws(FileReadError) -> [UInt8]
    ) {
        self.environment = environment
        self.readFile = readFile
    }

    /// The process's own environment and file system.
    public static var process: SubstitutionSources {
        SubstitutionSources(environment: ProcessInfo.processInfo.environment) {
            path, limit throws(FileReadError) in try FileContent.read(path, limit: limit)
        }
    }
}

/// Why a file could not be read.
public enum FileReadError: Error, Sendable, Hashable, CustomStringConvertible {
    case notFound, notPermitted, isFolder, unreadable
    case tooLarge(limit: Int)

    public var description: String {
        switch self {
        case .notFound: "no such file"
        case .notPermitted: "no permission to read it"
        case .isFolder: "it is a folder"
        case .unreadable: "it cannot be read"
        case .tooLarge(let limit): "more than \(limit) bytes"
        }
    }
}
