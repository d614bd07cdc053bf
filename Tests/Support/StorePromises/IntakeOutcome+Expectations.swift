import BotStore
import ChannelKit

extension IntakeOutcome {
    func begun(file: String = #fileID, line: Int = #line) throws -> Turn {
        if case .begun(let turn) = self { return turn }
        throw PromiseBroken(description: "\(file):\(line): not begun but \(self)")
    }

    func queued(file: String = #fileID, line: Int = #line) throws -> TurnID {
        if case .queued(let id) = self { return id }
        throw PromiseBroken(description: "\(file):\(line): not queued but \(self)")
    }

    func joined(file: String = #fileID, line: Int = #line) throws -> TurnID {
        if case .joined(let id) = self { return id }
        throw PromiseBroken(description: "\(file):\(line): not joined but \(self)")
    }

    func repeated(file: String = #fileID, line: Int = #line) throws -> (turn: TurnID, answer: TurnAnswer) {
        if case .repeated(let id, let answer) = self { return (id, answer) }
        throw PromiseBroken(description: "\(file):\(line): not repeated but \(self)")
    }

    func refused(file: String = #fileID, line: Int = #line) throws -> Refusal {
        if case .refused(let refusal) = self { return refusal }
        throw PromiseBroken(description: "\(file):\(line): not refused but \(self)")
    }

    func skipped(file: String = #fileID, line: Int = #line) throws -> (turn: TurnID, rule: String) {
        if case .skipped(let id, let rule) = self { return (id, rule) }
        throw PromiseBroken(description: "\(file):\(line): not skipped but \(self)")
    }

    var isNoted: Bool {
        if case .noted = self { true } else { false }
    }
}

extension IntakeOutcome? {
    func opening(file: String = #fileID, line: Int = #line) throws -> IntakeOutcome.Opening {
        if case .opened(let opening) = self { return opening }
        throw PromiseBroken(description: "\(file):\(line): not opened but \(String(describing: self))")
    }
}

extension TurnOutcome {
    func answer(file: String = #fileID, line: Int = #line) throws -> TurnAnswer {
        if case .answered(let answer) = self { return answer }
        throw PromiseBroken(description: "\(file):\(line): not answered but \(self)")
    }
}

extension IntakeOutcome {
    var isAnswered: Bool {
        if case .repeated = self { true } else { false }
    }
}
