/// One thing that a channel with a loop, or one that shows replies while they are written, may get wrong.
enum WireFault: String, CaseIterable, Sendable {
    case none
    case bringsTheLastFirst, forgetsItsPlace, goesOnTooSoon, outlivesItsBot
    case showsToEverybody, showsTheLastFirst

    var damage: Damage {
        switch self {
        case .none: .breaks()
        case .bringsTheLastFirst: .breaks("What comes by its loop is answered, in the order")
        case .forgetsItsPlace: .breaks("Its loop goes on after a restart where it had stopped")
        case .goesOnTooSoon: .breaks("A kill while its loop brings a message")
        case .outlivesItsBot: .breaks("Its loop ends when the bot is stopped")
        case .showsToEverybody, .showsTheLastFirst: .breaks("A reply that is shown while it is written")
        }
    }
}
