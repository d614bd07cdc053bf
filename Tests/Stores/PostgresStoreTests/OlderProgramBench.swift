import BotStore
import ChannelKit
import PostgresClient
import StorePromises
import Synchronization

@testable import PostgresStore

/// Stores that call what a program of the version before called: where this one's functions are new, they hand on to the
/// old ones. Whoever adds a version of the schema says here what takes the place of what.
final class OlderProgramBench: StoreBench {
    private let bench: PostgresBench
    private let isPrepared = Mutex(false)

    init() async throws { bench = try await PostgresBench() }

    private static let older = [
        """
        CREATE OR REPLACE FUNCTION ck4_complete(
            p_replica integer, p_turn bigint, p_attempt integer, p_end text, p_text text, p_model text,
            p_prompt_tokens integer, p_completion_tokens integer, p_finish_reason text, p_error text[], p_parts text[],
            p_apology text, p_may_begin boolean, p_idle_ms bigint, p_history integer, p_now timestamptz, p_again boolean
        ) RETURNS SETOF ck1_result LANGUAGE sql AS $$
            SELECT * FROM ck1_complete(
                p_replica, p_turn, p_attempt, p_end, p_text, p_model, p_prompt_tokens, p_completion_tokens, p_finish_reason,
                p_error, p_parts, p_apology, p_may_begin, p_idle_ms, p_history, p_now, p_again)
        $$
        """,
        """
        CREATE OR REPLACE FUNCTION ck4_page(
            p_conversation bigint, p_before bigint, p_limit bigint
        ) RETURNS TABLE (id bigint, role text, content text, created_at timestamptz, by_operator boolean) LANGUAGE sql STABLE
        AS $$ SELECT p.*, false FROM ck1_page(p_conversation, p_before, p_limit) AS p $$
        """,
    ]

    func open() async throws -> any StoreUnderTest {
        let store = try await bench.open()
        let isFirst = isPrepared.withLock { isPrepared in
            defer { isPrepared = true }
            return !isPrepared
        }
        if isFirst, let store = store as? PostgresStore {
            for sql in Self.older { try await bench.execute(sql, on: store) }
        }
        return store
    }

    func openAfterCrash(of store: any StoreUnderTest) async throws -> any StoreUnderTest {
        try await bench.openAfterCrash(of: store)
    }

    func damage(_ turn: TurnID, in store: any StoreUnderTest) async throws { try await bench.damage(turn, in: store) }
}
