import AsyncHTTPClient
public import BotModel
import LenientJSON
import NIOCore

extension OpenAIModel: ModelExamining {
    private static let longestList = 8 << 20
    private static let patience = TimeAmount.seconds(10)

    /// Asks for the list of models (OpenAI, "API reference: List models"), which costs nothing and wants the key. A server
    /// that has none (404, 405) cannot be examined so.
    public func examine() async throws(ModelError) -> ModelExamination {
        do throws(Fault) {
            guard let names = try await listedModels() else { return ModelExamination(isListed: nil) }
            let name = chat.model
            let similar = names.filter { $0.contains(name) || name.contains($0) }.sorted()
            return ModelExamination(isListed: names.contains(name), similar: Array(similar.prefix(5)))
        } catch {
            throw error.error
        }
    }

    private func listedModels() async throws(Fault) -> [String]? {
        let answer = try await upstream.get(chat.list(), within: Self.patience, longest: Self.longestList)
        switch answer.status {
        case 200..<300: break
        case 404, 405, 501: return nil
        default: throw upstream.fault(answer)
        }
        guard let list = JSONReader.read(answer.body)?["data"], case .array(let models) = list else { return nil }
        return models.compactMap { $0["id"]?.text }
    }
}
