#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Who runs the process, as the operating system knows it.
enum LoginName {
    /// The login name, or the number of a user who has none (as in a container).
    static let current: String = {
        let user = getuid()
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        let name: String? = buffer.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress,
                getpwuid_r(user, &entry, start, buffer.count, &found) == 0, let found, let name = found.pointee.pw_name
            else { return nil }
            return String(cString: name)
        }
        guard let name, FieldLimit.fault(in: name) == nil else { return String(user) }
        return name
    }()
}
