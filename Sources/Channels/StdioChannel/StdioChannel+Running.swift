public import ChannelKit
import Logging

extension StdioChannel: Running {
    /// Delivers line by line, and reads the next only once the last one is recorded: when the bot has no room, the
    /// input waits where it is.
    ///
    /// Returns at the end of the input, when the output is closed, and when the task is cancelled. Throws when the
    /// input cannot be read.
    public func run(deliver: Deliver<Line>) async throws(ChannelError) {
        let reader = try LineReader(
            from: Descriptor(descriptors.input), watching: Descriptor(descriptors.output), limit: settings.maxLine)
        // A closed output must also end a delivery that waits for room, since no reply makes any from then on.
        let end = await withTaskGroup(of: Result<Void, ChannelError>?.self) { group in
            group.addTask { await self.deliverLines(of: reader, to: deliver) }
            group.addTask {
                await self.output.closed.wait()
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        try end?.get()
    }

    /// The loop itself. Nil when the output was closed.
    private func deliverLines(of reader: LineReader, to deliver: Deliver<Line>) async -> Result<Void, ChannelError>? {
        await show { $0.begin() }
        while !Task.isCancelled {
            switch await reader.next() {
            case .line(let line):
                await show { $0.lineTaken() }
                await answer(line, with: deliver)
            case .ended:
                await show { $0.end() }
                return .success(())
            case .stopped:
                return .success(())
            case .outputClosed:
                output.close()
                return nil
            case .failed(let error):
                return .failure(error)
            }
        }
        return .success(())
    }

    /// Hands a line in, and answers it at once where it will have no reply.
    private func answer(_ line: Line, with deliver: Deliver<Line>) async {
        if settings.format == .text, line.isBlank {
            await show { $0.prompted() }
            return
        }
        do throws(ChannelError) {
            for case .refused(let error) in try await deliver(line) {
                await refuse(line, error)
            }
        } catch {
            await refuse(line, error)
        }
    }

    private func refuse(_ line: Line, _ error: ChannelError) async {
        do throws(ChannelError) {
            switch settings.format {
            case .jsonl:
                let bytes = JSONLines.error(
                    error, inReplyTo: JSONLineParser.quotableID(in: line), line: line.number, user: nil)
                try await output.write { _ in bytes }
            case .text:
                try await output.write { $0.failure(error) }
            }
        } catch {
            // A reader that has gone is no news: the run is about to end.
            context.logger.log(
                level: error.code == ChannelError.outputClosed.code ? .debug : .warning,
                "a line's error could not be written",
                metadata: ["line": "\(line.number)", "code": "\(error.code)"])
        }
    }

    /// Writes what belongs to the conversation on a terminal only; that it cannot be written shows at the next reply.
    private func show(_ render: @escaping @Sendable (inout TextTranscript) -> [UInt8]) async {
        guard settings.format == .text else { return }
        try? await output.write(render)
    }
}
