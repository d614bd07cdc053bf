extension Fixture {
    /// Every fixture, and the lines that are printed for it.
    static let all: [Fixture] = [
        Fixture("anchor.a_billion_laughs", "6:8: error: too large (at most 100000 values, aliases counted)"),
        Fixture(
            "anchor.laughs_as_a_key",
            "6:8: error: too large (at most 100000 values, aliases counted)",
            "10:3: error: a key must be a plain text"),
        Fixture("anchor.of_itself", "2:9: error: unknown anchor (put a text that begins with * in quotes)"),
        Fixture("anchor.unknown", "4:9: error: unknown anchor (did you mean port?)"),
        Fixture("base_url.no_address", "2:13: error: base_url: expected http or https address"),
        Fixture("base_url.with_password", "2:13: error: base_url: expected http or https address"),
        Fixture(
            "channel_name.too_long",
            "4:3: error: not a name for a channel (lower case letters, digits, - and _, at most 64)"),
        Fixture(
            "channel_name.upper_case",
            "4:3: error: not a name for a channel (lower case letters, digits, - and _, at most 64)"),
        Fixture("channel_refuses_its_settings", "4:3: error: web: the key does not fit the lock"),
        Fixture("choice.near", "2:13: error: provider: expected one of openai, echo (did you mean echo?)"),
        Fixture("duplicate_key.channel_name", "7:3: error: duplicate key web (first at 4:3)"),
        Fixture(
            "duplicate_key.in_section",
            "4:3: error: duplicate key port (first at 2:3)",
            "5:3: error: unknown key prot (did you mean port?)"),
        Fixture(
            "duplicate_key.three_times_and_flow",
            "1:28: error: duplicate key port (first at 1:10)",
            "1:37: error: duplicate key port (first at 1:10)"),
        Fixture("duration.too_long", "2:19: error: header_timeout: expected duration from 1ms to 1h"),
        Fixture(
            "duration.without_unit",
            "2:21: error: shutdown_timeout: expected duration from 0s to 1h (written as 500ms, 30s, 5m, 12h or 7d)"),
        Fixture("empty_secret.from_environment", "6:13: error: secret: empty secret"),
        Fixture("empty_secret.in_list", "8:9: error: app_secret: empty secret"),
        Fixture("empty_secret.nothing", "6:12: error: secret: empty secret"),
        Fixture("empty_secret.written", "6:13: error: secret: empty secret"),
        Fixture("greetings.empty_text", "4:21: error: greetings: expected list of 1 to 100 texts"),
        Fixture(
            "header.not_a_name",
            "4:5: error: headers: not a name that can be sent",
            "5:13: error: headers: expected a text of one line"),
        Fixture("key.not_a_text", "7:3: error: a key must be a plain text"),
        Fixture(
            "many_at_once",
            "2:8: error: url: expected sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DB",
            "4:9: error: port: expected whole number from 0 to 65535",
            "5:3: error: unknown key prot (did you mean port?)",
            "7:3: error: missing required key api_key (this address asks for one)",
            "7:9: error: environment variable UNSET_MODEL is not set (set it, or write ${UNSET_MODEL:-default})",
            "8:16: error: temperature: expected number from 0 to 2",
            "10:3: error: not a name for a channel (lower case letters, digits, - and _, at most 64)",
            "13:11: error: unknown channel type (did you mean page?)",
            "15:5: error: missing required key app_secret",
            "16:11: error: path: expected path that begins with / and does not end with one",
            "19:13: error: environment variable UNSET_SECRET is not set (set it, or write ${UNSET_SECRET:-default})",
            "20:5: error: unknown key colour"),
        Fixture("merge.not_a_map", "2:7: error: <<: expected a map, or a list of maps"),
        Fixture(
            "missing_key.api_key_for_openai",
            "2:3: error: missing required key api_key (this address asks for one)"),
        Fixture(
            "missing_key.channel_type",
            "5:5: error: missing required key type (which channel this is an instance of)"),
        Fixture("missing_key.in_channel", "5:5: error: missing required key secret"),
        Fixture(
            "missing_key.model_name",
            "2:3: error: missing required key name (the model to ask for, or provider: echo)"),
        Fixture(
            "missing_section.everything",
            "1:1: error: missing required key model (a name under it, or provider: echo)",
            "1:1: error: missing required key channels (at least one, such as web: {type: http})"),
        Fixture(
            "missing_section.no_channel",
            "3:11: error: channels: expected at least one channel (a name, and below it the channel's settings)"),
        Fixture("nested_too_deeply", "2:71: error: nested too deeply (at most 64 levels)"),
        Fixture("number.history_limit_zero", "4:18: error: history_limit: expected whole number from 1 to 1000"),
        Fixture("number.not_one", "4:18: error: pending_turns: expected whole number from 1 to 10000000"),
        Fixture("number.port_out_of_range", "2:9: error: port: expected whole number from 0 to 65535"),
        Fixture("number.temperature_too_hot", "3:16: error: temperature: expected number from 0 to 2"),
        Fixture("path.with_query", "7:11: error: path: expected path that begins with / and does not end with one"),
        Fixture("path.without_slash", "7:11: error: path: expected path that begins with / and does not end with one"),
        Fixture(
            "same_claim.two_consoles",
            "6:3: error: channels one and two both need standard input (only one can have it)"),
        Fixture(
            "same_path.by_default",
            "7:3: error: channels web and web2 are on the same path (give one of them another path)"),
        Fixture(
            "same_path.two_channels",
            "9:11: error: channels web and hooks are on the same path (give one of them another path)"),
        Fixture(
            "same_port.server_and_admin",
            "2:3: error: server: the same port for the server and for health and metrics (they need one each)"),
        Fixture(
            "size.unknown_unit",
            "2:18: error: max_body_size: expected size from 1KB to 256MB (written as 64KB or 4MB)"),
        Fixture("store.memory_misspelt", "2:8: error: url: not a path (did you mean sqlite::memory:?)"),
        Fixture(
            "store.postgres_without_database",
            "2:8: error: url: not a PostgreSQL address (postgres://USER:PASSWORD@HOST:PORT/DB?sslmode=…, special characters as %XX)"
        ),
        Fixture(
            "store.unknown_scheme",
            "2:8: error: url: expected sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DB"),
        Fixture(
            "substitution.in_folded_text",
            "6:9: error: environment variable ONE is not set (set it, or write ${ONE:-default})",
            "7:9: error: environment variable TWO is not set (set it, or write ${TWO:-default})"),
        Fixture("substitution.nested", "6:13: error: a substitution inside another (a default is taken as it stands)"),
        Fixture(
            "substitution.no_name",
            "6:13: error: not a substitution (${NAME}, ${NAME:-default} or ${file:PATH}; write $$ for a dollar sign)"),
        Fixture("substitution.no_such_file", "6:13: error: file /run/secrets/missing: no such file"),
        Fixture(
            "substitution.unset_variable",
            "6:31: error: environment variable NOT_SET is not set (set it, or write ${NOT_SET:-default})"),
        Fixture("substitution.unterminated", "6:13: error: ${ without its } (write $$ for a dollar sign)"),
        Fixture("syntax.control_character", "3:8: error: a control character"),
        Fixture(
            "syntax.indentation",
            "3:2: error: not valid YAML: did not find expected key (while parsing a block mapping that began at 1:1)"),
        Fixture("syntax.not_utf8", "3:6: error: not UTF-8"),
        Fixture(
            "syntax.substitution_in_brackets",
            "6:19: error: not valid YAML: did not find expected ',' or ']' (inside [ ] and { } put ${…} in quotes)"),
        Fixture(
            "syntax.tab",
            "2:1: error: not valid YAML: found character that cannot start any token (indent with spaces, not with tabs)"
        ),
        Fixture("syntax.tag", "2:9: error: a tag that is not known here (leave it out)"),
        Fixture("syntax.two_documents", "8:1: error: another document begins here (one document a file)"),
        Fixture(
            "syntax.unclosed_quote",
            "7:1: error: not valid YAML: found unexpected end of stream (while scanning a quoted scalar that began at 6:13)"
        ),
        Fixture(
            "unknown_channel_type.far",
            "5:11: error: unknown channel type (one of console, hook, page, refusing)"),
        Fixture("unknown_channel_type.near", "5:11: error: unknown channel type (did you mean page?)"),
        Fixture("unknown_key.in_channel", "7:5: error: unknown key pth (did you mean path?)"),
        Fixture(
            "unknown_key.in_section",
            "2:3: error: unknown key prot (did you mean port?)",
            "3:3: error: unknown key timeout_for_shutdown_of_everything"),
        Fixture("unknown_key.top_level", "1:1: error: unknown key sever (did you mean server?)"),
        Fixture("valid.smallest"),
        Fixture("valid.with_anchors_and_texts"),
        Fixture("wrong_type.list_at_top", "1:1: error: the file: expected keys and values"),
        Fixture(
            "wrong_type.list_for_channels",
            "4:3: error: channels: expected at least one channel (a name, and below it the channel's settings)"),
        Fixture("wrong_type.list_for_number", "2:9: error: port: expected whole number from 0 to 65535"),
        Fixture("wrong_type.text_for_channel", "4:8: error: web: expected keys and values"),
        Fixture("wrong_type.text_for_section", "1:9: error: server: expected keys and values"),
    ]
}
