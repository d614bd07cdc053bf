extension SchemaVersion3 {
    /// Users of another program's: all of them, or what keeps them out.
    static let imports = #"""
        -- Ids that were brought along are given to nobody else. As the owner of the sequence, which others may only draw from.
        CREATE FUNCTION ck3_pass_ids() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
        BEGIN
            PERFORM setval('users_id_seq', greatest(
                (SELECT max(u.id) FROM users AS u), (SELECT last_value FROM users_id_seq)));
        END $$;

        -- `p_users`: [{"line", "id", "name", "email", "key", "phone", "hash", "guest", "origin"}].
        CREATE FUNCTION ck3_import_users(p_users jsonb, p_now timestamptz)
        RETURNS TABLE (line bigint, field text, owner bigint) LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_begin_writing();
            -- Nobody registers meanwhile.
            LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
            RETURN QUERY
                SELECT (x ->> 'line')::bigint, f.field, u.id
                FROM jsonb_array_elements(p_users) AS x
                JOIN users AS u ON u.id = (x ->> 'id')::bigint OR u.email_key = x ->> 'key'
                CROSS JOIN LATERAL (VALUES ('id', u.id = (x ->> 'id')::bigint), ('email', u.email_key = x ->> 'key'))
                    AS f(field, is_it)
                WHERE f.is_it ORDER BY 1, 2 DESC;
            IF FOUND THEN RETURN; END IF;
            -- Those with ids of their own first: a new id must not take one of theirs.
            INSERT INTO users (
                id, name, email, email_key, phone_number, password_hash, is_guest, origin, created_at, tokens_after,
                registered_at)
            SELECT (x ->> 'id')::bigint, x ->> 'name', x ->> 'email', x ->> 'key', x ->> 'phone', x ->> 'hash',
                (x ->> 'guest')::boolean, x ->> 'origin', p_now, p_now,
                CASE WHEN (x ->> 'guest')::boolean THEN NULL ELSE p_now END
            FROM jsonb_array_elements(p_users) AS x WHERE x ? 'id';
            IF FOUND THEN PERFORM ck3_pass_ids(); END IF;
            INSERT INTO users (
                name, email, email_key, phone_number, password_hash, is_guest, origin, created_at, tokens_after, registered_at)
            SELECT x ->> 'name', x ->> 'email', x ->> 'key', x ->> 'phone', x ->> 'hash', (x ->> 'guest')::boolean,
                x ->> 'origin', p_now, p_now, CASE WHEN (x ->> 'guest')::boolean THEN NULL ELSE p_now END
            FROM jsonb_array_elements(p_users) WITH ORDINALITY AS list(x, n) WHERE NOT x ? 'id' ORDER BY n;
        END $$;
        """#
}
