/// Promises about what not every platform has.
extension Promises {
    /// A case around a sample that the specimen has, or says it has none of.
    ///
    /// - Parameter find: nil where there is none.
    func promise<Sample: Sendable>(
        _ name: String, unless absence: Absence,
        has find: @escaping @Sendable (Trial<Specimen>) async throws -> Sample?,
        _ body: @escaping @Sendable (Sample, Trial<Specimen>) async throws -> Void
    ) -> ChannelPromise {
        let reason = specimen.absences[absence]
        return ChannelPromise(name, leftOut: reason) { [specimen] in
            try await Trial.run(specimen) { trial in
                let sample = try await find(trial)
                if let reason {
                    try check(
                        sample == nil, "the specimen has no \(absence), as it says (absences)",
                        hint: "it has them: take the word back, and have them tried")
                    return try check(!reason.isEmpty, "the specimen says why there are no \(absence) (absences)")
                }
                let found = try require(
                    sample, "the specimen has \(absence.sample)",
                    hint: "or say why the platform has none: var absences: [Absence: String] { [.\(absence): \"…\"] }")
                try await body(found, trial)
            }
        }
    }

    /// The same around a bot that runs already.
    func served<Sample: Sendable>(
        _ name: String, unless absence: Absence,
        has find: @escaping @Sendable (Trial<Specimen>) async throws -> Sample?,
        _ body: @escaping @Sendable (Sample, Trial<Specimen>) async throws -> Void
    ) -> ChannelPromise {
        let found: @Sendable (Trial<Specimen>) async throws -> Sample? = { trial in
            try await trial.start()
            return try await find(trial)
        }
        return promise(name, unless: absence, has: found, body)
    }
}
