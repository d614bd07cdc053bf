import BotStore
import ChannelKit

extension InboundEvent {
    /// Whether the store is to keep it.
    var isRecorded: Bool {
        switch self {
        case .message, .start, .status: true
        case .history, .turn: false
        }
    }

    /// The same, where it counts against a limit by client address: by whose address it is.
    var bySubscriber: InboundEvent {
        guard case .start(var start) = self else { return self }
        start.clientAddress = start.clientAddress.map(IPAddress.subscriber(of:))
        return .start(start)
    }

    /// Whether it brings a message.
    var wantsTurn: Bool {
        switch self {
        case .message: true
        case .start(let start): start.content != nil
        case .history, .turn, .status: false
        }
    }

    /// How its sender is answered.
    var caller: Caller {
        switch self {
        case .message(let message): message.caller
        case .start: .collects
        case .history, .turn, .status: .absent
        }
    }
}

extension TurnPlan {
    var isSkip: Bool { if case .skip = self { true } else { false } }
}
