-- One turn from a chat platform and one from an app in the calls of the store, what else is asked on their way, and what the
-- pollers ask meanwhile. :n is a busy person, :users how many there are, :limits their limits of rate. What is counted begins
-- with its name. Copy what Sources/Stores/PostgresStore/Calls and Accounts/AccountFunction.swift call; a test compares the names.
SELECT '49' || lpad(:n::text, 10, '0') AS who, 'wamid.new' || :n || clock_timestamp() AS wamid \gset
SELECT id AS turn, attempt FROM /* call accept */ ck3_accept(1000000, 'support', 'whatsapp', jsonb_build_array(jsonb_build_object(
    'kind', 'message', 'id', :'wamid', 'scopes', jsonb_build_array('i:1:1:' || :'who'), 'scope', '1',
    'names', jsonb_build_array(:'who'), 'address', :'who', 'lane', 'a', 'content', 'Hello', 'caller', 'absent',
    'sent', floor(extract(epoch FROM now()) * 1000))), NULL, :'limits', 43200000, 40, 'Hello', true, now()) \gset
SELECT id AS reply FROM /* call complete */ ck4_complete(1000000, :turn, :attempt, 'answered', 'Good day', 'model', 900, 20, 'stop', NULL, '{}',
    'Sorry', true, 43200000, 40, now(), false) WHERE kind = 'reply' \gset
SELECT * FROM /* call record_send */ ck1_record_send(1000000, :reply, 1, 'sent', ARRAY['wamid.sent' || :reply], NULL, true, NULL, true, now());
SELECT * FROM /* call report */ ck3_accept(1000000, 'support', 'whatsapp', jsonb_build_array(jsonb_build_object(
    'kind', 'status', 'platform_id', 'wamid.sent' || :reply, 'state', 'delivered')), NULL, :'limits', 43200000, 40, 'Hello', true, now());
SELECT id AS turn, attempt FROM /* call accept_app */ ck3_accept(1000000, 'web', 'http', jsonb_build_array(jsonb_build_object(
    'kind', 'message', 'id', :'wamid', 'scopes', jsonb_build_array('u:' || :n), 'user', :n, 'address', (:users + :n)::text, 'lane', 'a',
    'existing', :users + :n, 'content', 'Hello', 'caller', 'collects', 'session', :n,
    'issued', floor(extract(epoch FROM now()) * 1000))), NULL, NULL, 43200000, 40, 'Hello', true, now()) \gset
SELECT count(*) FROM /* call watch */ ck1_fence(1000000);
UPDATE /* call watch_row */ inbox SET watchers = coalesce(watchers, '{}') || 7 WHERE id = :turn
    AND state IN ('queued', 'running', 'merged') AND owner IS DISTINCT FROM 7 AND NOT 7 = ANY (coalesce(watchers, '{}'));
SELECT pg_notify('ck_r' || owner, 'follow ' || id || ' ' || 7) FROM /* call ask_to_follow */ inbox
    WHERE id = :turn AND state = 'running' AND owner <> 7;
SELECT count(*) FROM /* call complete_app */ ck4_complete(1000000, :turn, :attempt, 'answered', 'Good day', 'model', 900, 20, 'stop', NULL, '{}',
    NULL, true, 43200000, 40, now(), false);
SELECT count(*) FROM /* call outcome_of */ ck1_outcome_of(:turn);
SELECT coalesce(f.id, t.id), t.channel, t.user_id, coalesce(f.conversation_id, t.conversation_id), coalesce(f.attempts, t.attempts),
    coalesce(f.state, t.state) = 'running'
FROM /* call standing */ inbox AS t LEFT JOIN inbox AS f ON t.state = 'merged' AND f.id = t.merged_into WHERE t.id = :turn;
SELECT id, is_good FROM /* call history_of */ ck3_history_of(:users + :n, :n, 'web', true, :n, now());
SELECT * FROM /* call page */ ck4_page(:users + :n, 9223372036854775807, 50);
SELECT id, name, email, phone_number, is_guest, origin, created_at, email_key, password_hash
FROM /* call account */ users WHERE id = :n AND ck3_is_good(id, :n, now());
SELECT /* call attempt */ ck3_attempt('[{"key": "signin:web:1", "count": 10, "ms": 600000}]', now());
SELECT * FROM /* call take_replies */ ck1_take_replies(1000000, '{support}', 64, now());
SELECT * FROM /* call begin_turns */ ck1_begin_turns(1000000, 64, '{}', 43200000, 40, now());
SELECT /* call beat */ ck1_beat(1000000, 12750);
SELECT /* call take_over_dead */ ck1_take_over_dead(1000000, now());
SELECT /* call hold_loop */ ck2_hold_loop(1000000, 'support', 12750);
SELECT /* call set_cursor */ ck2_set_cursor(1000000, 'support', :'n');
