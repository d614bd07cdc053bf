-- One turn from a chat platform in the calls of the store, and what the pollers ask meanwhile. :n is a busy person, :limits their
-- limits of rate. Copy what Sources/Stores/PostgresStore/Calls/StoreFunction.swift calls.
SELECT '49' || lpad(:n::text, 10, '0') AS who, 'wamid.new' || :n || clock_timestamp() AS wamid \gset
SELECT id AS turn, attempt FROM ck1_accept(1000000, 'support', 'whatsapp', jsonb_build_array(jsonb_build_object(
    'kind', 'message', 'id', :'wamid', 'scopes', jsonb_build_array('i:1:1:' || :'who'), 'scope', '1',
    'names', jsonb_build_array(:'who'), 'address', :'who', 'lane', 'a', 'content', 'Hello', 'caller', 'absent',
    'sent', floor(extract(epoch FROM now()) * 1000))), NULL, :'limits', 43200000, 40, 'Hello', true, now()) \gset
SELECT id AS reply FROM ck1_complete(1000000, :turn, :attempt, 'answered', 'Good day', 'model', 900, 20, 'stop', NULL, '{}',
    'Sorry', true, 43200000, 40, now(), false) WHERE kind = 'reply' \gset
SELECT * FROM ck1_record_send(1000000, :reply, 1, 'sent', ARRAY['wamid.sent' || :reply], NULL, true, NULL, true, now());
SELECT * FROM ck1_take_replies(1000000, '{support}', 64, now());
SELECT * FROM ck1_begin_turns(1000000, 64, '{}', 43200000, 40, now());
SELECT ck1_beat(1000000, 12750);
SELECT ck1_take_over_dead(1000000, now());
