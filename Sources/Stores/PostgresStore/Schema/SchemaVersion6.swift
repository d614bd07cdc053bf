/// A turn for less of the server's CPU. What is computed is the same: programs of the version before lock by the same numbers.
enum SchemaVersion6 {
    static let parts = [keys]

    private static let keys = #"""
        -- Changed: `::text`. `text || bigint` is not immutable, so that this was not inlined into the statements that call it,
        -- but read and planned anew at each call: a tenth of what a turn cost the server.
        CREATE OR REPLACE FUNCTION ck3_user_key(p_user bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
            SELECT hashtextextended('user' || chr(3) || p_user::text, 0)
        $$;
        """#
}
