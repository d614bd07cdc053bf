/// Where a SQLite store is kept.
public enum SQLiteLocation: Sendable, Hashable {
    /// A file. A relative path is relative to the working directory; the folder is made when it is missing.
    case file(String)
    /// In memory, for the life of the store only.
    case memory
}
