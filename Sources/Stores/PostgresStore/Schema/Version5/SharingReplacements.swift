extension SchemaVersion5 {
    /// Conversations in which several people write.
    static let sharing = #"""
        -- Changed: that somebody else writes there than whose it is, is remembered.
        CREATE OR REPLACE FUNCTION ck1_open_conversation(
            p_channel text, p_key text, p_user bigint, p_accepted_at timestamptz, p_idle interval, p_now timestamptz,
            OUT id bigint, OUT is_new boolean
        ) LANGUAGE plpgsql AS $$
        DECLARE last conversations;
        BEGIN
            LOOP
                SELECT * INTO last FROM conversations AS c WHERE c.channel = p_channel AND c.key = p_key ORDER BY c.id DESC LIMIT 1;
                EXIT WHEN last.id IS NULL OR last.user_id = p_user;
                -- Whoever deletes its user waits for us, or has been waited for: then it is gone, or somebody else's.
                PERFORM 1 FROM conversations AS c WHERE c.id = last.id AND c.user_id = last.user_id FOR KEY SHARE;
                EXIT WHEN FOUND;
            END LOOP;
            is_new := false;
            IF last.id IS NOT NULL AND NOT last.is_finished THEN
                IF last.paused_at IS NOT NULL OR last.last_updated >= p_accepted_at - p_idle THEN
                    id := last.id;
                    IF last.user_id <> p_user AND NOT last.is_shared THEN
                        UPDATE conversations AS c SET is_shared = true WHERE c.id = last.id;
                    END IF;
                    RETURN;
                END IF;
                UPDATE conversations AS c SET is_finished = true WHERE c.id = last.id;
            END IF;
            INSERT INTO conversations AS c (user_id, channel, key, created_at, last_updated, is_shared)
            VALUES (
                coalesce(last.user_id, p_user), p_channel, p_key, p_now, p_now, coalesce(last.user_id <> p_user, false))
            RETURNING c.id INTO id;
            is_new := true;
        END $$;

        -- Changed: so it is where a turn was only recorded, since a person has taken over.
        CREATE OR REPLACE FUNCTION ck4_reach(p_conversation bigint, t inbox, p_now timestamptz) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE conversations SET last_updated = greatest(last_updated, p_now), lane = t.lane, address = t.address,
                reply_context = t.reply_context, is_shared = is_shared OR user_id <> t.user_id WHERE id = p_conversation;
        END $$;

        -- Changed: whoever deletes its user meanwhile waits.
        CREATE OR REPLACE FUNCTION ck4_paused_conversation(t inbox) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE c record;
        BEGIN
            IF t.plan IN ('stop', 'start') THEN RETURN NULL; END IF;
            IF t.conversation_id IS NOT NULL THEN
                SELECT k.id, k.paused_at, k.is_finished INTO c FROM conversations AS k WHERE k.id = t.conversation_id;
            ELSE
                SELECT k.id, k.paused_at, k.is_finished INTO c FROM conversations AS k
                WHERE k.channel = t.channel AND k.key = t.conversation_key ORDER BY k.id DESC LIMIT 1;
            END IF;
            IF c.paused_at IS NULL OR c.is_finished THEN RETURN NULL; END IF;
            PERFORM 1 FROM conversations AS k WHERE k.id = c.id FOR KEY SHARE;
            RETURN CASE WHEN FOUND THEN c.id END;
        END $$;

        -- Which of the conversations that were there before this version are shared. Once, behind the upgrade: it reads all that
        -- was accepted, and nobody should wait for that. Whoever needs to know before has it done.
        CREATE FUNCTION ck5_note_sharing() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM meta WHERE key = 'sharing_unknown') THEN RETURN; END IF;
            PERFORM 1 FROM meta WHERE key = 'sharing_unknown' FOR UPDATE;
            IF NOT FOUND THEN RETURN; END IF;
            UPDATE conversations AS c SET is_shared = true FROM (
                SELECT i.conversation_id AS id, i.user_id AS whom FROM inbox AS i WHERE i.conversation_id IS NOT NULL
                UNION ALL
                SELECT m.conversation_id, w.user_id FROM message_writers AS w JOIN messages AS m ON m.id = w.message_id) AS o
            WHERE c.id = o.id AND c.user_id <> o.whom AND NOT c.is_shared;
            DELETE FROM meta WHERE key = 'sharing_unknown';
        END $$;

        -- Conversations whose user goes, once nothing else is left of them, become somebody's who is known to have written
        -- there. What nobody else is known to have said, or to have been answered, goes with them.
        CREATE FUNCTION ck5_give_away(p_conversations bigint[]) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE given bigint[];
        BEGIN
            WITH others AS (
                SELECT i.conversation_id AS id, i.user_id AS whom FROM inbox AS i
                WHERE i.conversation_id = ANY (p_conversations)
                UNION ALL
                SELECT m.conversation_id, w.user_id FROM messages AS m JOIN message_writers AS w ON w.message_id = m.id
                JOIN users AS u ON u.id = w.user_id WHERE m.conversation_id = ANY (p_conversations)
            ), changed AS (
                UPDATE conversations AS c SET user_id = o.whom
                FROM (SELECT x.id, min(x.whom) AS whom FROM others AS x GROUP BY 1) AS o WHERE c.id = o.id RETURNING c.id)
            SELECT array_agg(g.id) INTO given FROM changed AS g;
            IF given IS NULL THEN RETURN; END IF;
            DELETE FROM messages AS m
            WHERE m.conversation_id = ANY (given)
                AND NOT EXISTS (SELECT 1 FROM message_writers AS w WHERE w.message_id = m.id) AND m.id NOT IN (
                SELECT s.id FROM inbox AS i CROSS JOIN LATERAL (VALUES (i.user_message_id), (i.answer_message_id)) AS s(id)
                WHERE i.conversation_id = ANY (given) AND s.id IS NOT NULL);
        END $$;

        -- Changed: what is done about shared conversations.
        CREATE OR REPLACE FUNCTION ck3_delete_user(p_user bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            own bigint[];
            whole bigint[];
            shared bigint[];
        BEGIN
            PERFORM ck1_begin_writing();
            PERFORM ck3_lock_person(p_user);
            PERFORM 1 FROM users WHERE id = p_user;
            IF NOT FOUND THEN RETURN false; END IF;
            -- First the messages that were accepted: whoever is ending one of them is waited for. What waited is pending no more;
            -- of what runs the process learns that it is fenced, and counts by itself.
            WITH gone AS (
                DELETE FROM inbox WHERE user_id = p_user
                RETURNING accepted_by, state, user_message_id, answer_message_id, error_code
            ), counted AS (
                UPDATE replicas AS r SET pending_change = r.pending_change - n.count FROM (
                    SELECT g.accepted_by, count(*) AS count FROM gone AS g
                    WHERE g.state = 'queued'
                        OR g.state = 'merged' AND g.answer_message_id IS NULL AND g.error_code IS NULL
                    GROUP BY 1) AS n
                WHERE r.id = n.accepted_by
            )
            SELECT array_agg(m) INTO own
            FROM gone AS g, unnest(ARRAY[g.user_message_id, g.answer_message_id]) AS m WHERE m IS NOT NULL;
            DELETE FROM outbox WHERE user_id = p_user;
            -- What a user said, and what was answered, goes wherever it was said.
            DELETE FROM messages WHERE id = ANY (own);
            DELETE FROM messages AS m USING message_writers AS w WHERE w.user_id = p_user AND m.id = w.message_id;
            PERFORM ck5_note_sharing();
            -- Whoever is writing there is waited for, and seen from here on. Whoever comes later waits, and finds what is left.
            PERFORM 1 FROM conversations WHERE user_id = p_user ORDER BY id FOR UPDATE;
            SELECT array_agg(c.id) INTO shared FROM conversations AS c WHERE c.user_id = p_user AND c.is_shared;
            IF shared IS NOT NULL THEN PERFORM ck5_give_away(shared); END IF;
            SELECT array_agg(c.id) INTO whole FROM conversations AS c WHERE c.user_id = p_user;
            DELETE FROM messages WHERE conversation_id = ANY (whole);
            DELETE FROM conversations WHERE id = ANY (whole);
            DELETE FROM identities WHERE user_id = p_user;
            DELETE FROM sessions WHERE user_id = p_user;
            DELETE FROM link_codes WHERE user_id = p_user;
            DELETE FROM users WHERE id = p_user;
            PERFORM pg_notify('ck_work', '');
            RETURN true;
        END $$;

        -- Changed: of somebody else's conversation it is noted who wrote there; and old sums go.
        CREATE OR REPLACE FUNCTION ck1_prune(p_before timestamptz, p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
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
                RETURNING created_at, least(sent_at, p_before) AS sent_at, user_id, conversation_id, user_message_id,
                    answer_message_id
            ), noted AS (
                INSERT INTO message_writers (message_id, user_id)
                SELECT m.id, g.user_id FROM gone AS g
                JOIN conversations AS c ON c.id = g.conversation_id AND c.user_id <> g.user_id
                CROSS JOIN LATERAL (VALUES (g.user_message_id), (g.answer_message_id)) AS said(id)
                JOIN messages AS m ON m.id = said.id
                FOR KEY SHARE OF m
                ON CONFLICT (message_id) DO NOTHING)
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
            -- Sums are kept for 400 days more.
            DELETE FROM usage_days AS u USING (
                SELECT o.user_id, o.day, o.channel FROM usage_days AS o
                WHERE o.day < (p_before AT TIME ZONE 'UTC')::date - 400
                ORDER BY o.day LIMIT p_limit FOR UPDATE SKIP LOCKED) AS old
            WHERE u.user_id = old.user_id AND u.day = old.day AND u.channel = old.channel;
            RETURN turns + replies;
        END $$;
        """#
}
