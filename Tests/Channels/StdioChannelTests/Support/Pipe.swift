import Glibc

@testable import StdioChannel

/// A pipe(2) whose ends are closed with the last reference, or before by hand.
final class TestPipe: Sendable {
    let readEnd: OpenEnd
    let writeEnd: OpenEnd

    init() throws {
        // As the program does: a pipe without a reader must be an error of the write.
        _ = signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw PipeError(code: errno) }
        readEnd = OpenEnd(ends[0])
        writeEnd = OpenEnd(ends[1])
    }

    struct PipeError: Error { var code: Int32 }
}
