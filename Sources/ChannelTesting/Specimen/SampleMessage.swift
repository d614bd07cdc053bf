public import struct Foundation.Date

/// A message as a case has it said: the specimen writes it in its platform's words.
public struct SampleMessage: Sendable, Hashable {
    /// Unique in one case. The specimen makes the platform's message id of it: the same number, the same id.
    public var number: Int
    /// Which person, in a private chat of theirs, says it; 0 to 99. The specimen makes the platform's name of it.
    public var chat: Int
    /// What is said.
    public var text: String
    /// When it was written: now.
    public var sentAt: Date

    public init(_ number: Int, chat: Int = 0, text: String? = nil, sentAt: Date = Date()) {
        self.number = number
        self.chat = chat
        self.text = text ?? "question \(number) of chat \(chat)"
        self.sentAt = sentAt
    }
}

/// Something that a specimen hands out under a name, such as a forgery: the name says what is wrong with it.
public struct Named<Value: Sendable>: Sendable, CustomStringConvertible {
    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    public var description: String { name }
}
