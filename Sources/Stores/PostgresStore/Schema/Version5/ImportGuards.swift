extension SchemaVersion5 {
    /// Users of another program's.
    static let imports = #"""
        -- The last id that was given. As the owner of the sequence, which others may only draw from.
        CREATE FUNCTION ck5_last_user() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
        BEGIN
            RETURN (SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END FROM users_id_seq AS s);
        END $$;

        -- `ck3_import_users`, but for ids that were somebody's who is gone: they lead to what they left, lanes, sums and tokens.
        CREATE FUNCTION ck5_import_users(p_users jsonb, p_now timestamptz)
        RETURNS TABLE (line bigint, field text, owner bigint) LANGUAGE plpgsql AS $$
        DECLARE last_id bigint := 0;
        BEGIN
            PERFORM ck1_begin_writing();
            LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
            -- Where there are no users there is nothing of theirs.
            IF EXISTS (SELECT 1 FROM users) THEN last_id := ck5_last_user(); END IF;
            RETURN QUERY
                SELECT (x ->> 'line')::bigint, f.field, coalesce(u.id, (x ->> 'id')::bigint)
                FROM jsonb_array_elements(p_users) AS x
                LEFT JOIN users AS u ON u.id = (x ->> 'id')::bigint OR u.email_key = x ->> 'key'
                CROSS JOIN LATERAL (VALUES
                    ('id', u.id = (x ->> 'id')::bigint), ('email', u.email_key = x ->> 'key'),
                    ('used_id', (x ->> 'id')::bigint <= last_id AND NOT EXISTS (
                        SELECT 1 FROM users AS o WHERE o.id = (x ->> 'id')::bigint))) AS f(field, is_it)
                WHERE f.is_it ORDER BY 1, 2 DESC;
            IF FOUND THEN RETURN; END IF;
            RETURN QUERY SELECT * FROM ck3_import_users(p_users, p_now);
        END $$;
        """#
}
