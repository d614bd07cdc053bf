import ServiceLifecycle

/// A service of the runtime. Its description is its name alone: a service group prints its services in errors and
/// logs, and what they hold (a model's key, for one) is nobody's business there.
protocol RuntimeService: Service, CustomStringConvertible {}

extension RuntimeService {
    var description: String { String(describing: Self.self) }
}
