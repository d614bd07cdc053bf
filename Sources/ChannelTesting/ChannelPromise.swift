import ChannelKit

/// One thing that every channel keeps, or every channel of one kind: a test case.
public struct ChannelPromise: Sendable, CustomStringConvertible {
    /// The promise, as a sentence.
    public let name: String
    /// Why there is nothing to prove: the specimen says that its platform does not have what the promise is about. Nil
    /// where it is proved.
    public let leftOut: String?
    private let body: @Sendable () async throws -> Void

    init(_ name: String, leftOut: String? = nil, _ body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.leftOut = leftOut
        self.body = body
    }

    public var description: String { leftOut.map { "\(name) (left out: \($0))" } ?? name }

    /// Throws ``PromiseBroken`` where the promise is not kept, or was left out and need not have been. Takes a second or
    /// two, and half a minute at most.
    public func run() async throws { try await body() }

    /// Every promise that concerns this channel: those of all, and those of the capabilities that it declares.
    public static func all<Specimen: ChannelSpecimen>(of specimen: Specimen) -> [ChannelPromise] {
        Promises(specimen: specimen).all
    }

    /// The promises of its loop alone, for a second specimen of a channel whose messages come by requests or by its loop.
    public static func ofTheLoop<Specimen: ChannelSpecimen>(of specimen: Specimen) -> [ChannelPromise] {
        Promises(specimen: specimen).loops
    }
}

/// The promises of one specimen.
struct Promises<Specimen: ChannelSpecimen>: Sendable {
    typealias Body = @Sendable (Trial<Specimen>) async throws -> Void

    let specimen: Specimen

    var all: [ChannelPromise] {
        answering + genuineness + deduplication + acknowledging + crashes + sending + input + settings + capabilities
            + loops
    }

    func promise(_ name: String, _ body: @escaping Body) -> ChannelPromise {
        ChannelPromise(name) { [specimen] in try await Trial.run(specimen, body) }
    }

    /// The same around a bot that runs already.
    func served(_ name: String, _ body: @escaping Body) -> ChannelPromise {
        promise(name) { trial in
            try await trial.start()
            try await body(trial)
        }
    }

    var isMounted: Bool { Specimen.Subject.self is any HTTPMounted.Type }
}
