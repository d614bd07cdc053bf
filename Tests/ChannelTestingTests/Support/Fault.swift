/// One thing that a channel may get wrong, and the promise that it breaks.
enum Fault: String, CaseIterable, Sendable {
    case none
    case verifiesNothing, readsBeforeItVerifies
    case inventsIDs, losesSiblings, givesEachMessageALane
    case acknowledgesWhatWasNotRecorded, answersInVerify, saysNotWhenToComeAgain
    case sendsTwice, answersItself
    case triesForEver, givesUpTooSoon, takesUnknownForUnsent, forgetsWhenLockedOut
    case breaksOnNonsense, logsItsSecret, doesWithoutASecret, takesAnyCount
    case splitsInsideCharacters, reportsWithoutID

    /// The promise that has to catch it, as its name begins.
    var promise: String {
        switch self {
        case .none: ""
        case .verifiesNothing: "A forgery is refused before it is read"
        case .readsBeforeItVerifies: "A forgery is refused for what it is"
        case .inventsIDs: "A message that is delivered again is not answered again"
        case .losesSiblings: "Every message of a batch is answered"
        case .givesEachMessageALane: "Messages of one chat are answered one at a time"
        case .acknowledgesWhatWasNotRecorded: "What could not be recorded is not acknowledged"
        case .answersInVerify: "A delivery is acknowledged only once it is durable"
        case .saysNotWhenToComeAgain: "A bot without room refuses at the door"
        case .sendsTwice: "A genuine message is answered once"
        case .answersItself: "What comes back of the bot's own messages is not answered"
        case .triesForEver: "A reply that the platform will never take is given up"
        case .givesUpTooSoon: "A reply that the platform does not take for now is sent again"
        case .takesUnknownForUnsent: "A reply whose fate is unknown is not taken for one that failed"
        case .forgetsWhenLockedOut: "A platform that lets the bot in no more costs no reply"
        case .breaksOnNonsense: "Input that makes no sense is survived"
        case .logsItsSecret: "A genuine message is answered once"
        case .doesWithoutASecret: "A key that is required is missed"
        case .takesAnyCount: "What its settings may not say is refused"
        case .splitsInsideCharacters: "A long reply is split into parts"
        case .reportsWithoutID: "A reply whose fate is unknown is not sent again once the platform has reported it"
        }
    }
}
