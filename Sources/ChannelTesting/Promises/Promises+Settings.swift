import BotRuntime
import ChannelKit
import Logging

/// That settings are read as they are meant, or refused.
extension Promises {
    var settings: [ChannelPromise] {
        [
            promise("Its settings make an instance, and no fault or log shows a secret") { trial in
                do throws(SettingsFaults) {
                    _ = try self.open(self.specimen.yaml(on: trial.platform), trial)
                } catch {
                    throw PromiseBroken("the specimen's own settings are refused", seen: "\(error)")
                }
                let keys = SettingsReader.keys(of: Specimen.Subject.Settings.self)
                try check(
                    !self.specimen.secrets.isEmpty || !keys.contains { $0.isRequired && $0.kind.hasPrefix("secret") },
                    "the specimen says what nobody may see (secrets)", hint: "every secret that its settings hold")
            },
            promise("A key that is not known is refused") { trial in
                try self.checkRefusal(
                    self.specimen.yaml(on: trial.platform) + "\nno_such_key: 1", naming: "no_such_key", trial)
            },
            promise("A key that is required is missed, and an empty secret is no secret") { trial in
                let yaml = self.specimen.yaml(on: trial.platform)
                let keys = SettingsReader.keys(of: Specimen.Subject.Settings.self).filter(\.isRequired)
                for key in keys {
                    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
                    let others = lines.filter { !$0.hasPrefix("\(key.name):") }
                    try check(
                        others.count < lines.count,
                        "the specimen's settings have the required key \(key.name) on a line")
                    let without = others.joined(separator: "\n")
                    try self.checkRefusal(without, naming: key.name, trial)
                    if key.kind.hasPrefix("secret") {
                        try self.checkRefusal(without + "\n\(key.name): \"\"", naming: key.name, trial)
                    }
                }
            },
            promise(
                "What its settings may not say is refused, under the key that says it", unless: .faultySettings
            ) { trial -> [Named<String>]? in
                let faulty = self.specimen.faultySettings(on: trial.platform)
                return faulty.isEmpty ? nil : faulty
            } _: { faultySettings, trial in
                for faulty in faultySettings {
                    try self.checkRefusal("type: \(Specimen.Subject.type)\n" + faulty.value, naming: faulty.name, trial)
                }
            },
        ]
    }

    private func open(_ yaml: String, _ trial: Trial<Specimen>) throws(SettingsFaults) -> OpenedChannel {
        try ChannelRegistry([Specimen.Subject.self]).open(
            yaml: yaml,
            context: ChannelContext(
                instance: "subject", installation: "kit", logger: trial.log.logger("channel"), cursor: NoCursor()))
    }

    /// What is wrong with settings; nil where nothing is.
    private func faults(of yaml: String, _ trial: Trial<Specimen>) -> String? {
        do throws(SettingsFaults) {
            _ = try open(yaml, trial)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func checkRefusal(_ yaml: String, naming key: String, _ trial: Trial<Specimen>) throws {
        guard let faults = faults(of: yaml, trial) else {
            throw PromiseBroken("settings were taken that have a fault in \(key)", seen: Self.shown(yaml, specimen))
        }
        for secret in specimen.secrets where faults.contains(secret) {
            throw PromiseBroken("a fault quotes a secret", hint: "a fault names the key and what was expected")
        }
        try check(
            faults.contains(key), "the fault names \(key)", seen: faults,
            hint: "ask the SettingsReader for the key with its limits; it words the fault")
    }

    private static func shown(_ yaml: String, _ specimen: Specimen) -> String {
        specimen.secrets.reduce(yaml) {
            $0.split(separator: $1, omittingEmptySubsequences: false).joined(separator: "***")
        }
    }
}

extension ChannelSpecimen {
    /// The settings with their type.
    func yaml(on platform: Platform) -> String { "type: \(Subject.type)\n\(settings(on: platform))" }
}

/// Of an instance that is never run.
private struct NoCursor: ChannelCursor {
    func load() async throws(ChannelError) -> String? { nil }
    func save(_ value: String) async throws(ChannelError) {}
}
