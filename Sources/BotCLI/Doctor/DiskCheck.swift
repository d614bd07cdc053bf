import ChannelKit
import Glibc

/// How much room a database's file has to grow.
enum DiskCheck {
    static let little = 1 << 30
    static let tooLittle = 100 << 20

    /// Of the folder that holds the file, or will: the nearest one that is there.
    static func finding(_ path: String) -> Finding {
        var folder = path
        var stat = statvfs()
        repeat {
            folder = folder.lastIndex(of: "/").map { $0 == folder.startIndex ? "/" : String(folder[..<$0]) } ?? "."
            if statvfs(folder, &stat) == 0 { return finding(free: Int(stat.f_bavail) * Int(stat.f_frsize), in: folder) }
        } while folder != "/" && folder != "."
        return Finding(
            "disk", .unavailable, "the folder of the database cannot be looked at",
            remedy: "let this user enter it, or name another one in store.url")
    }

    static func finding(free: Int, in folder: String) -> Finding {
        let text = "\(free >> 20) MB free in \(folder)"
        if free >= little { return Finding("disk", .ok, text) }
        let remedy = "make room: a database that cannot grow takes no message"
        return Finding("disk", free < tooLittle ? .unavailable : .warning, text, remedy: remedy)
    }
}
