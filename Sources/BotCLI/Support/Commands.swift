import ArgumentParser
import BotRuntime
import BotStore

extension AsyncParsableCommand {
    /// Runs a command's body and turns whatever it throws into one line and an exit code.
    func ending(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch let error as StoreError {
            throw CommandFailure(.unavailable, error.message).exit()
        } catch let error as PortUnavailable {
            throw CommandFailure(.unavailable, error.description).exit()
        } catch let code as ExitCode {
            throw code
        } catch {
            throw CommandFailure(.internalError, "internal error: \(String(describing: error).prefix(500))").exit()
        }
    }
}
