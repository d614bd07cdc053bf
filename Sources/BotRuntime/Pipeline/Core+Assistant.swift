import BotModel
import Synchronization

extension Core {
    /// What turns that are begun now are answered with.
    struct Assistants: Sendable {
        var current: Assistant
        /// Models that were replaced and are not shut down yet.
        var retired: [ModelInUse] = []
    }

    var policy: TurnPolicy { assistants.withLock { $0.current.policy } }

    /// The assistant for a turn that is about to begin, which counts from here on. `BegunTurn` gives it back.
    func employ() -> Assistant {
        assistants.withLock { assistants in
            assistants.current.model.turns.occupy(1)
            return assistants.current
        }
    }

    /// From now on turns are begun with these. `model`: nil for the one that there is. Returns the one that was replaced.
    func replace(_ policy: TurnPolicy, _ model: (any LanguageModel)?) -> ModelInUse? {
        assistants.withLock { assistants in
            let old = assistants.current.model
            assistants.current = Assistant(policy: policy, model: model.map(ModelInUse.init) ?? old)
            guard model != nil else { return nil }
            assistants.retired.append(old)
            return old
        }
    }

    /// Shuts a model down that was replaced, once no turn is left that was begun with it. Left to the end of the bot where
    /// that comes before.
    func dismiss(_ old: ModelInUse) async {
        await old.turns.wait(untilBelow: 1)
        guard !Task.isCancelled else { return }
        await old.model.shutdown()
        assistants.withLock { assistants in assistants.retired.removeAll { $0 === old } }
    }

    /// The end of the bot.
    func shutDownModels() async {
        let (current, retired) = assistants.withLock { ($0.current.model, $0.retired) }
        for use in retired + [current] { await use.model.shutdown() }
    }
}
