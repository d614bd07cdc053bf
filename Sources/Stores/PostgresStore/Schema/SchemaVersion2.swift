/// Which process runs the loop of a channel instance that one at a time may run.
enum SchemaVersion2 {
    static let parts = [loops, cursors]

    private static let loops = #"""
        -- A row counts for as long as the lease of its replica does.
        CREATE TABLE loops (
            channel text PRIMARY KEY,
            replica integer NOT NULL,
            held_since timestamptz NOT NULL
        );

        -- Takes or keeps a loop, and with it this process's lease: whoever is told that it has the loop has it for that long.
        CREATE FUNCTION ck2_hold_loop(p_replica integer, p_channel text, p_lease_ms bigint) RETURNS boolean
        LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT ck1_beat(p_replica, p_lease_ms) THEN
                RAISE EXCEPTION 'the lease of this process is gone' USING ERRCODE = 'CK001';
            END IF;
            INSERT INTO loops AS l (channel, replica, held_since) VALUES (p_channel, p_replica, clock_timestamp())
            ON CONFLICT (channel) DO UPDATE SET replica = excluded.replica, held_since = excluded.held_since
            WHERE l.replica <> excluded.replica AND NOT EXISTS (
                SELECT 1 FROM replicas AS r WHERE r.id = l.replica AND r.lease_until > clock_timestamp());
            RETURN EXISTS (SELECT 1 FROM loops WHERE channel = p_channel AND replica = p_replica);
        END $$;

        CREATE FUNCTION ck2_release_loop(p_replica integer, p_channel text) RETURNS void LANGUAGE sql AS $$
            DELETE FROM loops WHERE channel = p_channel AND replica = p_replica
        $$;
        """#

    private static let cursors = #"""
        -- What a process writes that has lost the loop since is refused: its cursor may be older than what is there.
        CREATE FUNCTION ck2_set_cursor(p_replica integer, p_channel text, p_value text) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_fence(p_replica);
            PERFORM 1 FROM loops WHERE channel = p_channel AND replica <> p_replica FOR SHARE;
            IF FOUND THEN
                RAISE EXCEPTION 'another process runs this channel by now' USING ERRCODE = 'CK001';
            END IF;
            INSERT INTO cursors (channel, value, updated_at) VALUES (p_channel, p_value, now())
            ON CONFLICT (channel) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at;
        END $$;
        """#
}
