/// What operators ask of a store after it was restored from a backup.
public protocol BackupAdministration: Sendable {
    /// Leaves out so many ids of every kind: those that were given out between a backup and the end of what was backed up
    /// name nobody else from then on.
    func skipIDs(_ count: Int) async throws(StoreError)
}
