extension SchemaVersion1 {
    /// What is forgotten.
    static let upkeep = #"""
        CREATE FUNCTION ck1_prune(p_before timestamptz, p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
        DECLARE
            turns integer;
            newest timestamptz;
            replies integer := 0;
        BEGIN
            -- A message whose turn is not over, or is a dead letter, goes with that turn. A clock that runs ahead of ours makes
            -- nobody else's message an old one.
            WITH gone AS (
                DELETE FROM inbox WHERE id IN (
                    SELECT o.id FROM inbox AS o
                    WHERE o.created_at < p_before AND o.updated_at < p_before
                        AND o.state IN ('answered', 'merged', 'skipped', 'cancelled')
                        AND NOT EXISTS (
                            SELECT 1 FROM inbox AS target
                            WHERE target.id = o.merged_into AND target.state IN ('queued', 'running', 'failed'))
                    LIMIT p_limit FOR UPDATE SKIP LOCKED)
                RETURNING created_at, least(sent_at, p_before) AS sent_at)
            SELECT count(*), greatest(max(created_at), max(sent_at)) INTO turns, newest FROM gone;
            IF newest IS NOT NULL THEN
                UPDATE meta SET value = greatest(value::double precision, extract(epoch FROM newest))::text WHERE key = 'forgotten';
            END IF;
            IF turns < p_limit THEN
                DELETE FROM outbox WHERE id IN (
                    SELECT o.id FROM outbox AS o
                    WHERE o.created_at < p_before AND o.updated_at < p_before AND o.state IN ('sent', 'delivered', 'read')
                    LIMIT p_limit - turns FOR UPDATE SKIP LOCKED);
                GET DIAGNOSTICS replies = ROW_COUNT;
            END IF;
            -- Full again by the newest time that any bucket has seen.
            DELETE FROM buckets WHERE key IN (
                SELECT key FROM buckets WHERE full_at <= (SELECT max(updated_at) FROM buckets) LIMIT p_limit FOR UPDATE SKIP LOCKED);
            RETURN turns + replies;
        END $$;
        """#
}
