internal import Glibc

/// What the operating system says of this process, under the names that every Prometheus client uses
/// (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics). Empty where there is no `/proc`.
public enum ProcessFigures {
    public static var families: [MetricFamily] {
        guard let stat = Stat() else { return [] }
        var families = [
            MetricFamily(
                "process_cpu_seconds_total", .counter, help: "CPU time spent, in user and system mode, in seconds.",
                samples: [.init([], .number(stat.cpuSeconds))]),
            MetricFamily(
                "process_resident_memory_bytes", .gauge, help: "Memory in use, in bytes.",
                samples: [.init([], stat.residentBytes)]),
            MetricFamily(
                "process_virtual_memory_bytes", .gauge, help: "Address space in use, in bytes.",
                samples: [.init([], stat.virtualBytes)]),
            MetricFamily("process_threads", .gauge, help: "Threads.", samples: [.init([], stat.threads)]),
        ]
        if let start = stat.startTime {
            families.append(
                MetricFamily(
                    "process_start_time_seconds", .gauge, help: "When the process started, in seconds since 1970.",
                    samples: [.init([], .number(start))]))
        }
        families.append(
            MetricFamily(
                "process_open_fds", .gauge, help: "Open file descriptors, sockets among them.",
                samples: [.init([], openDescriptors)]))
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            families.append(
                MetricFamily(
                    "process_max_fds", .gauge, help: "How many file descriptors may be open.",
                    samples: [.init([], limit.rlim_cur)]))
        }
        return families
    }

    /// Counts names only; the folder is the kernel's memory, so this waits for no disk.
    private static var openDescriptors: Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // `.`, `..` and the folder's own.
        return max(0, count - 3)
    }

    /// `/proc/self/stat` (proc(5)).
    private struct Stat {
        var cpuSeconds: Double
        var threads: Int
        var virtualBytes: Int
        var residentBytes: Int
        var startTime: Double?

        init?() {
            guard let text = ProcessFigures.read("/proc/self/stat"),
                // The program's name is in brackets and may hold anything.
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            // The first of these is the third of the file.
            func field(_ number: Int) -> Double? { fields.count > number - 3 ? Double(fields[number - 3]) : nil }
            guard let user = field(14), let system = field(15), let threads = field(20), let start = field(22),
                let virtual = field(23), let pages = field(24)
            else { return nil }
            let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
            cpuSeconds = (user + system) / ticks
            self.threads = Int(threads)
            virtualBytes = Int(virtual)
            residentBytes = Int(pages) * max(1, sysconf(Int32(_SC_PAGESIZE)))
            startTime = ProcessFigures.bootTime.map { $0 + start / ticks }
        }
    }

    private static let bootTime: Double? = read("/proc/stat")?.split(separator: "\n")
        .first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var count = 0
        while count < bytes.count {
            let room = bytes.count - count
            let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), room) }
            if got <= 0 { break }
            count += got
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
