import BotStore
import ChannelKit
import GRDB

extension StoreTransaction {
    func open(_ start: ConversationStart, _ plan: TurnPlan, _ intake: Intake) throws -> IntakeOutcome {
        let sender = start.sender.storable
        let known = try find(sender, channel: intake.channel)
        let buckets = try judge(start, from: known, intake)
        let user = try settle(known, sender, start.profile.storable, intake)
        try draw(from: buckets, for: user, intake)
        let conversation = try insertStartedConversation(channel: intake.channel, user: user, now: intake.now)
        guard let content = start.content?.storable else {
            let greeting = intake.greeting.storable
            if !greeting.isEmpty { _ = try insertMessage(conversation, .assistant, greeting, now: intake.now) }
            return .opened(.init(user: user, conversation: conversation, greeting: greeting, turn: nil))
        }
        var entry = InboxEntry(
            channel: intake.channel, lane: conversation.description, address: conversation.description,
            scope: SenderScope.user(user), messageID: nil, user: user, key: ConversationKey.started(conversation),
            content: content, caller: .collects, replyContext: nil)
        entry.plan = plan
        _ = try obey(plan, from: user)
        let turn: IntakeOutcome.OpeningTurn
        if try intake.mayBegin && laneHead(channel: entry.channel, lane: entry.lane) == nil {
            turn = .begun(try insertRunning(&entry, in: OpenConversation(id: conversation, isNew: true), intake))
        } else {
            turn = .queued(try insert(entry, now: intake.now))
        }
        return .opened(.init(user: user, conversation: conversation, greeting: nil, turn: turn))
    }

    /// Accepts and begins at once: the row is written as it will be, in one statement.
    func insertRunning(
        _ entry: inout InboxEntry, in place: OpenConversation, _ intake: Intake
    ) throws -> Turn {
        let plan = try planWithinBudget(entry.plan, of: entry.user, now: intake.now)
        if plan != entry.plan {
            entry.plan = plan
            entry.rule = SkipRule.spent
            entry.isMergeable = false
        }
        let question = try insertQuestion(entry.content, entry.plan, in: place.id, now: intake.now)
        entry.state = .running
        entry.conversation = place.id
        entry.question = question
        entry.attempts = 1
        entry.owner = epoch
        let id = try insert(entry, now: intake.now)
        let history = try self.history(
            in: place, before: question, entry.plan, limit: intake.policy.historyLimit, now: intake.now)
        return Turn(
            id: id, channel: entry.channel, address: ChatAddress(entry.address), user: entry.user,
            conversation: place.id, messageID: entry.messageID ?? "", content: entry.content, plan: entry.plan,
            caller: entry.caller, replyContext: entry.replyContext, attempt: 1, acceptedAt: intake.now,
            history: history)
    }
}
