/// One thing that a channel may get wrong.
enum Fault: String, CaseIterable, Sendable {
    case none
    case verifiesNothing, readsBeforeItVerifies
    case inventsIDs, losesSiblings, givesEachMessageALane
    case acknowledgesWhatWasNotRecorded, answersInVerify, saysNotWhenToComeAgain
    case sendsTwice, answersItself
    case triesForEver, givesUpTooSoon, takesUnknownForUnsent, forgetsWhenLockedOut
    case breaksOnNonsense, logsItsSecret, doesWithoutASecret, takesAnyCount
    case splitsInsideCharacters, reportsWithoutID

    var damage: Damage {
        switch self {
        case .none: .breaks()
        case .verifiesNothing: .breaks("A forgery is refused before it is read", "A forgery is refused for what it is")
        case .readsBeforeItVerifies: .breaks("A forgery is refused for what it is")
        // After most kills the platform brings the message again only where it was killed before the acknowledgement.
        case .inventsIDs:
            .breaks(
                "A message that is delivered again is not", "A message that is delivered again after a restart",
                "A message that is delivered twenty times at once", "A kill after it was recorded",
                "A kill as it is acknowledged", perhaps: ["A kill"])
        case .losesSiblings: .breaks("Every message of a batch is answered")
        // Who has lanes of their own come in their order at times.
        case .givesEachMessageALane:
            .breaks(
                "Messages of one chat are answered one at a time",
                perhaps: [
                    "A kill", "Every message of a batch", "A reply that the platform does not take for now",
                ])
        case .acknowledgesWhatWasNotRecorded:
            .breaks(
                "What could not be recorded is not acknowledged", "A bot without room refuses at the door",
                "A bot that is stopped", "A forgery is refused before it is read")
        case .answersInVerify:
            .breaksAll(but: Self.settings + ["A forgery is refused", "What comes back of the bot's own messages"])
        case .saysNotWhenToComeAgain:
            .breaks("A bot without room refuses at the door", "What could not be recorded is not acknowledged")
        // Only those keep quiet that look at the model alone, and the one whose platform takes the second of the two.
        case .sendsTwice:
            .breaksAll(
                but: Self.settings + [
                    "A forgery is refused", "What comes back of the bot's own messages",
                    "A delivery is acknowledged only once it is durable", "What could not be recorded",
                    "A bot without room", "A chat whose turn takes long",
                    "A reply whose fate is unknown and that did not arrive",
                ])
        case .answersItself: .breaks("What comes back of the bot's own messages is not answered")
        case .triesForEver: .breaks("A reply that the platform will never take is given up")
        case .givesUpTooSoon: .breaks("A reply that the platform does not take for now is sent again")
        // It is sent again within the second in which the report comes.
        case .takesUnknownForUnsent:
            .breaks(
                "A reply whose fate is unknown is not taken for one that failed",
                perhaps: ["A reply whose fate is unknown is not sent again once"])
        case .forgetsWhenLockedOut: .breaks("A platform that lets the bot in no more costs no reply")
        case .breaksOnNonsense:
            .breaks("Input that makes no sense is survived", "A genuine delivery with bytes changed in it is survived")
        // Whatever delivers something looks afterwards at what was logged.
        case .logsItsSecret: .breaksAll(but: Self.settings)
        case .doesWithoutASecret: .breaks("A key that is required is missed")
        case .takesAnyCount: .breaks("What its settings may not say is refused")
        case .splitsInsideCharacters: .breaks("A long reply is split into parts")
        case .reportsWithoutID:
            .breaks("A reply whose fate is unknown is not sent again once the platform has reported it")
        }
    }

    /// The promises that run no bot.
    private static let settings = [
        "Its settings make an instance", "A key that is not known", "A key that is required",
        "What its settings may not",
    ]
}
