/* What SQLite itself can do: the statements of `history-cost commits`, in batches of BATCH jobs a transaction, in a loop.
 *
 *   commit FILE BATCH SECONDS [each]      prints `jobs COUNT MICROSECONDS`
 *
 * The file is one that `history-cost commits` has made. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static sqlite3 *db;

static void check(int result) {
    if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE) return;
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(70);
}

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
    return statement;
}

static void run(sqlite3_stmt *statement) {
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) sqlite3_column_int64(statement, 0);
    check(result);
    check(sqlite3_reset(statement));
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

int main(int count, char **words) {
    if (count != 4 && count != 5) return fprintf(stderr, "commit FILE BATCH SECONDS [each]\n"), 64;
    // Each job in a savepoint, so that it can be undone alone; else only all of them.
    int each = count == 5;
    int batch = atoi(words[2]);
    double seconds = atof(words[3]);
    check(sqlite3_open(words[1], &db));
    run(prepare("PRAGMA journal_mode = WAL"));
    run(prepare("PRAGMA synchronous = FULL"));
    run(prepare("PRAGMA wal_autocheckpoint = 4000"));
    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    sqlite3_stmt *save = prepare("SAVEPOINT job"), *release = prepare("RELEASE job");
    sqlite3_stmt *find = prepare("SELECT id FROM chats WHERE id = ?");
    sqlite3_stmt *say = prepare("INSERT INTO lines (chat, role, text) VALUES (?, ?, ?)");
    sqlite3_stmt *touch = prepare("UPDATE chats SET lines = lines + 2 WHERE id = ?");
    const char *text = "Could you tell me what the weather will be like in Lisbon tomorrow?";

    long jobs = 0;
    double start = now(), end = start + seconds * 1e6;
    while (now() < end) {
        run(begin);
        for (int job = 0; job < batch; job++, jobs++) {
            sqlite3_int64 chat = 1 + random() % 10000;
            if (each) run(save);
            sqlite3_bind_int64(find, 1, chat);
            run(find);
            for (int line = 0; line < 2; line++) {
                sqlite3_bind_int64(say, 1, chat);
                sqlite3_bind_text(say, 2, line ? "assistant" : "user", -1, SQLITE_STATIC);
                sqlite3_bind_text(say, 3, text, -1, SQLITE_STATIC);
                run(say);
            }
            sqlite3_bind_int64(touch, 1, chat);
            run(touch);
            if (each) run(release);
        }
        run(commit);
    }
    printf("jobs %ld %.0f\n", jobs, now() - start);
    return 0;
}
