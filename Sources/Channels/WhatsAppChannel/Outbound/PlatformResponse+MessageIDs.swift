import PlatformClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension PlatformResponse {
    /// The ids of the messages that Meta has accepted. Empty where the answer names none.
    var messageIDs: [String] {
        let ids = try? JSONDecoder().decode(Accepted.self, from: Data(body)).messages.compactMap(\.id)
        return (ids ?? []).filter { !$0.isEmpty }
    }

    private struct Accepted: Decodable {
        struct Message: Decodable { var id: String? }
        var messages: [Message]
    }
}
