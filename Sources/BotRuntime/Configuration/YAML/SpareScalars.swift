/// Scalars of Unicode's private planes that a text does not use.
///
/// There are 131,068 of them, each takes four bytes and a file is at most 1 MB, so a few are always left.
struct SpareScalars {
    private let used: Set<UInt32>
    private var candidate: UInt32 = 0xF_0000

    init(besides scalars: [Unicode.Scalar]) {
        used = Set(scalars.lazy.map(\.value).filter { $0 >= 0xF_0000 })
    }

    mutating func next() -> Unicode.Scalar {
        while used.contains(candidate) || candidate & 0xFFFE == 0xFFFE { candidate += 1 }
        defer { candidate += 1 }
        return Unicode.Scalar(candidate) ?? "\u{F0000}"
    }
}
