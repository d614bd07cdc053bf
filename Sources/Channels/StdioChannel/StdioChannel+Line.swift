public import ChannelKit

extension StdioChannel {
    /// One line of the input, without its end.
    public struct Line: Sendable, Hashable {
        public enum Content: Sendable, Hashable {
            case text(String)
            /// Longer than is read, or no text.
            case unreadable(ChannelError)
        }

        /// Counts every line of the input, from 1.
        public var number: Int
        public var content: Content

        public init(number: Int, content: Content) {
            self.number = number
            self.content = content
        }

        /// Whether there is nothing in it but white space.
        var isBlank: Bool {
            if case .text(let text) = content { text.allSatisfy(\.isWhitespace) } else { false }
        }
    }
}
