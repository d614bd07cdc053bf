/// What channels ask of texts that a platform hands over.
extension StringProtocol {
    /// Whether there is nothing in it that one could read.
    public var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

extension String {
    /// The beginning that fits into so many bytes of UTF-8, cut between characters.
    ///
    /// A character of more than 256 bytes is cut between its scalars: such a one is made to annoy.
    /// - Parameter limit: In bytes.
    public func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let end = utf8.index(startIndex, offsetBy: limit)
        for back in 0...min(256, limit) {
            let place = utf8.index(end, offsetBy: -back)
            if let border = Index(place, within: self) { return String(self[..<border]) }
        }
        // A slice of scalars begins and ends between scalars, wherever its bounds are.
        return String(unicodeScalars[..<end])
    }
}
