import ChannelKit

/// That only the platform's word counts.
extension Promises {
    var genuineness: [ChannelPromise] {
        var promises: [ChannelPromise] = []
        if isMounted {
            promises.append(
                served("A forgery is refused before it is read, and leaves no trace") { trial in
                    let forgeries = try await self.specimen.forgeries(of: SampleMessage(1), on: trial.stage)
                    try check(
                        !forgeries.isEmpty, "the specimen has forgeries",
                        hint: "a channel that takes requests from the net needs a way to know its platform")
                    let arrived = trial.gate.arrived
                    for forgery in forgeries {
                        let acknowledgement = try await trial.deliver(forgery.value)
                        guard case .refused(let status, _, _) = acknowledgement, [400, 401, 403].contains(status) else {
                            throw PromiseBroken(
                                "a forgery was taken: \(forgery)", seen: "\(acknowledgement)",
                                hint: "throw an error of kind unauthenticated in verify, over the raw bytes")
                        }
                    }
                    try checkEqual(trial.gate.arrived, arrived, "nothing of a forgery comes near the store")
                    try checkEqual(trial.model.asked, [], "nor near the model")
                })
        }
        // Of a caller that collects, the credential itself may stand in the body.
        if isMounted, !specimen.collects {
            promises.append(
                served(
                    "A forgery is refused for what it is, also where its content cannot be read", unless: .bodies
                ) { trial -> [Named<Specimen.Subject.Delivery>]? in
                    let forgeries = try await self.specimen.forgeries(of: SampleMessage(1), on: trial.stage)
                    let withBodies = forgeries.filter { ($0.value as? HTTPDelivery)?.body.isEmpty == false }
                    return withBodies.isEmpty ? nil : withBodies
                } _: { forgeries, trial in
                    for forgery in forgeries {
                        guard var delivery = forgery.value as? HTTPDelivery else { continue }
                        let readable = try await trial.deliver(forgery.value)
                        delivery.body = Array("{\"broken\": [".utf8)
                        guard let broken = delivery as? Specimen.Subject.Delivery else { continue }
                        let unreadable = try await trial.deliver(broken)
                        try checkEqual(
                            unreadable.status, readable.status,
                            "the answer is the same whatever the body holds: \(forgery)",
                            hint: "verify looks at the raw bytes; reading them is for receive, which comes later")
                    }
                })
        }
        return promises
    }
}
