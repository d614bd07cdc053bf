import Glibc

/// How the C library's allocator is told to work for a server with many tasks.
enum ProcessMemory {
    /// What is freed is kept for the next turn: giving it back to the system and asking for it again took a tenth of a
    /// turn's time. Two arenas instead of eight a core leave less unused between them.
    ///
    /// `mallopt` is glibc's own and in no module that Swift imports, so it is looked up; where it is not, nothing is done.
    static func keepFreed() {
        typealias Mallopt = @convention(c) (CInt, CInt) -> CInt
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let mallopt = unsafeBitCast(symbol, to: Mallopt.self)
        for option in Option.allCases { _ = mallopt(option.rawValue, option.value) }
    }

    /// The numbers are those of `malloc.h`.
    private enum Option: CInt, CaseIterable {
        case trimThreshold = -1
        case topPad = -2
        case mmapThreshold = -3
        case arenaMax = -8

        var value: CInt {
            switch self {
            case .trimThreshold: 256 << 20
            case .topPad: 1 << 20
            case .mmapThreshold: 32 << 20
            case .arenaMax: 2
            }
        }
    }
}
