-- A database as it is after a while of one WhatsApp number: :users people with a conversation each, :messages messages.
-- A tenth of them have an app's conversation and a session as well.
-- Half of the messages are in a hundredth of the conversations, and all are interleaved, as they are in life: a
-- message's neighbours on its page are other people's. Of the last 15 days, three tenths, there is all the rest as well.
CREATE FUNCTION pg_temp.person(bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '49' || lpad($1::text, 10, '0') $$;

INSERT INTO users (id, name, phone_number, origin, created_at)
SELECT i, 'User ' || i, pg_temp.person(i), 'whatsapp', now() - interval '100 days' FROM generate_series(1, :users) AS i;
INSERT INTO identities SELECT 'support', '1', pg_temp.person(i), i, now() FROM generate_series(1, :users) AS i;
INSERT INTO conversations (id, user_id, channel, key, lane, address, created_at, last_updated)
SELECT i, i, 'support', 'a:' || pg_temp.person(i), pg_temp.person(i), pg_temp.person(i), now() - interval '100 days', now() FROM generate_series(1, :users) AS i;
INSERT INTO conversations (id, user_id, channel, key, lane, address, created_at, last_updated)
SELECT :users + i, i, 'web', 's:' || (:users + i), (:users + i)::text, (:users + i)::text, now() - interval '100 days', now() FROM generate_series(1, :users / 10) AS i;
INSERT INTO sessions (id, user_id, channel, conversation_id, family, token, created_at, used_at, expires_at)
SELECT i, i, 'web', :users + i, md5(i::text), md5('t' || i), now(), now(), now() + interval '30 days' FROM generate_series(1, :users / 10) AS i;
INSERT INTO usage_days SELECT i, current_date - d, 'support', 3, 3000, 300 FROM generate_series(1, :users) AS i, generate_series(0, 2) AS d;
INSERT INTO messages (id, conversation_id, role, content, created_at)
SELECT i, CASE WHEN i / 2 % 2 = 0 THEN 1 + i / 4 * 7919::bigint % (:users / 100) ELSE 1 + i / 4 * 7919::bigint % :users END,
    CASE WHEN i % 2 = 0 THEN 'user' ELSE 'assistant' END, repeat('something that people say ', 1 + (i % 9)::integer),
    now() - interval '60 days' + i * interval '50 days' / :messages
FROM generate_series(1, :messages) AS i;
INSERT INTO inbox (id, channel, lane, lane_number, scope, message_id, user_id, conversation_id, conversation_key, content,
    caller, address, state, attempts, accepted_by, user_message_id, answer_message_id, sent_at, accepted_at, created_at, updated_at)
SELECT i, 'support', pg_temp.person(u), i, '1', 'wamid.' || md5(i::text), u, u, 'a:' || pg_temp.person(u),
    repeat('something that people say ', 1 + (i % 9)::integer), 'absent', pg_temp.person(u), 'answered', 1, 1, i * 2, i * 2 + 1,
    t, t, t, t
FROM generate_series(1, :messages * 3 / 10) AS i, LATERAL (SELECT 1 + i * 7919::bigint % :users AS u,
    now() - interval '15 days' + i * interval '15 days' / (:messages * 3 / 10) AS t) AS x;
INSERT INTO outbox (id, channel, lane, address, position, user_id, conversation_id, turn_id, in_reply_to, message_id,
    state, attempts, platform_ids, created_at, updated_at)
SELECT id, channel, lane, address, id, user_id, conversation_id, id, message_id, answer_message_id, 'read', 1,
    ARRAY['wamid.o' || md5(id::text)], created_at, created_at FROM inbox ORDER BY id;
INSERT INTO receipts SELECT channel, platform_ids[1], id, 1 FROM outbox ORDER BY id;
INSERT INTO buckets SELECT 'user:support:' || i, 20, now(), now() FROM generate_series(1, :users / 10) AS i;
SELECT setval(s || '_id_seq', (SELECT :messages + 1)) FROM unnest(ARRAY['users', 'conversations', 'messages', 'inbox', 'outbox']) AS s;
-- The process that makes the calls, whose lease is never past, with a budget that nobody has spent.
INSERT INTO replicas (id, name, channels, started_at, lease_until, budget) OVERRIDING SYSTEM VALUE
VALUES (1000000, 'growth', '{support,web}', now(), 'infinity', '{"tokens": 1000000000, "notice": "Tomorrow."}');
INSERT INTO loops VALUES ('support', 1000000, now());
VACUUM (ANALYZE);
