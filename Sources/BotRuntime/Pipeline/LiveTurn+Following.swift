import ChannelKit
import Synchronization

extension LiveTurn: TurnSource {
    func result() async throws(CancellationError) -> TurnResult {
        guard case .update(.finished(let result)) = try await follow(from: .end) else { throw CancellationError() }
        return result
    }

    func next(after offset: Int) async throws(CancellationError) -> TurnUpdate {
        guard case .update(let update) = try await follow(from: .offset(max(0, offset))) else {
            throw CancellationError()
        }
        return update
    }

    func step(after position: TurnPosition) async throws(CancellationError) -> TurnStep {
        guard case .step(let step) = try await follow(from: .position(position)) else { throw CancellationError() }
        return step
    }

    private func follow(from place: TurnFollowers.Place) async throws(CancellationError) -> TurnFollowers.Update {
        let id = state.withLock { $0.followers.newID() }
        let update = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: TurnFollowers.Update?? = state.withLock { state in
                    if let update = place.update(from: &state.text) { return .some(update) }
                    if Task.isCancelled { return .some(nil) }
                    state.followers.add(continuation, at: place, as: id)
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            state.withLock { $0.followers.remove(id) }?.resume(returning: nil)
        }
        guard let update else { throw CancellationError() }
        return update
    }
}
