PREPARE s AS
INSERT INTO dataset_version (dataset)
VALUES ('records'), ('weather'), ('access-log'), ('articles'), ('clickstream'), ('votes');

PREPARE s (double precision) AS
UPDATE load
   SET state = 'FAILED', finished_at = clock_timestamp(),
       failure = CASE state
           WHEN 'RECEIVING' THEN 'It broke off before all of it was here; nothing of it is stored'
           ELSE 'The process that sent it has gone; the same file again, with the same key, completes it'
       END
 WHERE alive_at < clock_timestamp() - make_interval(secs => $1)
   AND (state = 'RECEIVING' OR (state = 'LOADING' AND NOT sent AND recipe IS NULL))
RETURNING load_id;

PREPARE s (double precision) AS
SELECT load_id
  FROM load
 WHERE state = 'LOADING' AND NOT sent AND recipe IS NOT NULL
   AND alive_at < clock_timestamp() - make_interval(secs => $1);

PREPARE s (character varying, character varying, text, text) AS
INSERT INTO load (load_id, dataset, name, state, idempotency_key)
VALUES ($1, $2, $3, 'RECEIVING', $4)
ON CONFLICT (idempotency_key) DO NOTHING;

PREPARE s (character varying) AS
SELECT load_id, dataset, name, state, rows_read, rows_stored, rows_rejected, rows_total, chunks_done, chunks_total,
bytes, created_at, finished_at, failure, sent, fingerprint,
extract(epoch FROM coalesce(finished_at, clock_timestamp()) - created_at)::float8 AS seconds
 FROM load WHERE load_id = $1;

PREPARE s (integer, integer, integer, bigint, bigint, bytea, text, character varying) AS
UPDATE load
   SET state = CASE WHEN $1 = 0 THEN 'DONE' ELSE 'LOADING' END,
       finished_at = CASE WHEN $2 = 0 THEN clock_timestamp() END,
       chunks_total = $3, rows_total = $4, bytes = $5, fingerprint = $6, alive_at = clock_timestamp(),
       recipe = $7, failure = NULL
 WHERE load_id = $8 AND chunks_total IS NULL;

PREPARE s (character varying) AS
UPDATE load SET sent = true WHERE load_id = $1;

PREPARE s (bigint, bigint, bigint, character varying) AS
UPDATE load
   SET rows_read = rows_read + $1,
       rows_stored = rows_stored + $2,
       rows_rejected = rows_rejected + $3,
       chunks_done = chunks_done + 1,
       state = CASE WHEN chunks_done + 1 = chunks_total THEN 'DONE' ELSE state END,
       finished_at = CASE WHEN chunks_done + 1 = chunks_total THEN clock_timestamp() ELSE finished_at END,
       failure = CASE WHEN chunks_done + 1 = chunks_total THEN NULL ELSE failure END
 WHERE load_id = $4
RETURNING state = 'DONE', dataset;

PREPARE s (character varying) AS
SELECT 1 FROM load WHERE load_id = $1;

PREPARE s (character varying, integer, integer, integer, integer) AS
INSERT INTO chunk (load_id, number, rows_read, rows_stored, rows_rejected)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (load_id, number) DO NOTHING;

PREPARE s (character varying) AS
UPDATE dataset_version
   SET version = version + 1
 WHERE dataset = $1;

PREPARE s (bigint, character varying) AS
SELECT rows_stored >= $1 FROM load WHERE load_id = $2;

PREPARE s AS
SELECT sensor_id FROM records WHERE sensor_id <> 'good';

PREPARE s (character varying, bigint[], text[], text[], integer[]) AS
INSERT INTO reject (load_id, line, text, reason, damaged)
SELECT $1, line, text, reason, damaged = 1
  FROM unnest($2::bigint[], $3::text[], $4::text[], $5::int[]) AS row (line, text, reason, damaged);

PREPARE s AS
SELECT host || ' ' || request || ' ' || status || ' ' || coalesce(size::text, '-') FROM access_log
 ORDER BY time, host;

PREPARE s AS
SELECT country FROM access_log WHERE host = 'x.ac.uk';

PREPARE s AS
SELECT country FROM access_log WHERE host = '8.8.8.8';

PREPARE s AS
SELECT country FROM access_log WHERE host = 'burger.letters.com';

PREPARE s (character varying, bigint, integer) AS
SELECT line, text, reason, load.name, damaged, redriven
  FROM reject JOIN load USING (load_id)
 WHERE load_id = $1 AND line > $2
 ORDER BY line
 LIMIT $3;

PREPARE s AS
SELECT sensor_id FROM records ORDER BY 1;

PREPARE s AS
SELECT count(*) FROM load;

PREPARE s (character varying, character varying) AS
UPDATE load
   SET state = 'FAILED', failure = $1, finished_at = clock_timestamp()
 WHERE load_id = $2 AND state = 'RECEIVING';

PREPARE s AS
SELECT count(*) FROM records;

PREPARE s AS
SELECT DISTINCT state FROM load WHERE failure LIKE 'The file%';

PREPARE s (character varying) AS
SELECT dataset FROM load WHERE load_id = $1;

PREPARE s AS
SELECT to_char(record_time AT TIME ZONE 'Asia/Hong_Kong', 'YYYY-MM-DD HH24:MI:SS.MS') || ' +0800,'
       || sensor_id || ',' || value
  FROM records
 ORDER BY sensor_id, record_time;

PREPARE s (character varying, character varying, text, character varying) AS
INSERT INTO load (load_id, dataset, name, state, idempotency_key)
VALUES ($1, $2, $3, 'RECEIVING', $4)
ON CONFLICT (idempotency_key) DO NOTHING;

PREPARE s AS
SELECT sum(value)::bigint FROM records;

PREPARE s (bigint[], bigint[], bigint) AS
SELECT DISTINCT votes.kioskId, (extract(epoch FROM votes.voteTime) * 1000000)::bigint
  FROM unnest($1::bigint[], $2::bigint[]) AS vote (kiosk, micros)
  JOIN votes
    ON votes.kioskId = vote.kiosk
   AND votes.voteTime BETWEEN to_timestamp(0) + vote.micros * interval '1 microsecond'
                          AND to_timestamp(0) + (vote.micros + $3) * interval '1 microsecond';

PREPARE s (text[]) AS
SELECT voteId FROM votes WHERE voteId = ANY ($1::uuid[]);

PREPARE s (text[], text[], bigint[], bigint[]) AS
INSERT INTO votes (voteId, candidate, voteTime, kioskId)
SELECT id, candidate, to_timestamp(0) + micros * interval '1 microsecond', kiosk
  FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) AS vote (id, candidate, micros, kiosk);

PREPARE s AS
UPDATE dataset_version SET version = version + 1 WHERE dataset = 'votes';

PREPARE s AS
SELECT count(*) FROM votes;

PREPARE s AS
SELECT kioskId FROM votes WHERE kioskId <> 7;

PREPARE s (character varying) AS
SELECT load_id, dataset, name, state, rows_read, rows_stored, rows_rejected, rows_total, chunks_done, chunks_total,
bytes, created_at, finished_at, failure, sent, fingerprint,
extract(epoch FROM coalesce(finished_at, clock_timestamp()) - created_at)::float8 AS seconds
 FROM load WHERE idempotency_key = $1;

PREPARE s (character varying) AS
UPDATE load
   SET state = 'RECEIVING', failure = NULL, finished_at = NULL, alive_at = clock_timestamp()
 WHERE load_id = $1 AND state = 'FAILED' AND chunks_total IS NULL;

PREPARE s AS
INSERT INTO records AS present (record_time, sensor_id, value)
SELECT DISTINCT ON (sensor_id, record_time) record_time, sensor_id, value
  FROM staged
 ORDER BY sensor_id, record_time, position DESC
ON CONFLICT (sensor_id, record_time) DO UPDATE
   SET value = excluded.value
 WHERE present.value <> excluded.value;

PREPARE s AS
SELECT sensor_id FROM records WHERE sensor_id = 'x';

PREPARE s (character varying, character varying, character varying, text) AS
INSERT INTO load (load_id, dataset, name, state, idempotency_key)
VALUES ($1, $2, $3, 'RECEIVING', $4)
ON CONFLICT (idempotency_key) DO NOTHING;

PREPARE s (integer, integer, integer, bigint, bigint, bytea, character varying, character varying) AS
UPDATE load
   SET state = CASE WHEN $1 = 0 THEN 'DONE' ELSE 'LOADING' END,
       finished_at = CASE WHEN $2 = 0 THEN clock_timestamp() END,
       chunks_total = $3, rows_total = $4, bytes = $5, fingerprint = $6, alive_at = clock_timestamp(),
       recipe = $7, failure = NULL
 WHERE load_id = $8 AND chunks_total IS NULL;

PREPARE s (bigint, character varying) AS
UPDATE load
   SET alive_at = clock_timestamp(), bytes = greatest(bytes, $1)
 WHERE load_id = $2;

PREPARE s AS
SELECT count(*) || ' ' || (count(*) FILTER (WHERE temperature BETWEEN -10 AND 40
       AND humidity BETWEEN 20 AND 100 AND wind_speed BETWEEN 0 AND 20
       AND timestamp BETWEEN now() - interval '5 years 2 days' AND now() + interval '1 day'))
  FROM weather_data;

PREPARE s (character varying, character varying, integer, bytea, character varying) AS
INSERT INTO dead_letter (id, load_id, number, message, reason)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, died_at = clock_timestamp();

PREPARE s (integer, character varying, character varying) AS
UPDATE load
   SET state = 'FAILED', finished_at = clock_timestamp(),
       failure = 'Chunk ' || $1::int || ' can''t be stored: ' || $2
 WHERE load_id = $3 AND state <> 'DONE';

PREPARE s (integer) AS
SELECT id, load_id, number, length(message), reason, died_at
  FROM dead_letter
 ORDER BY died_at DESC, id
 LIMIT $1;

PREPARE s (character varying) AS
SELECT message FROM dead_letter WHERE id = $1;

PREPARE s AS
SELECT clock_timestamp();

PREPARE s (character varying) AS
UPDATE load
   SET state = 'LOADING', failure = NULL, finished_at = NULL
 WHERE load_id = (SELECT load_id FROM dead_letter WHERE id = $1) AND state = 'FAILED'
   AND chunks_total IS NOT NULL;

PREPARE s (character varying, timestamp with time zone) AS
DELETE FROM dead_letter WHERE id = $1 AND died_at < $2;

PREPARE s AS
SELECT value::int FROM records;

PREPARE s (integer, integer, character varying, integer) AS
UPDATE chunk
   SET rows_stored = $1, rows_rejected = $2
 WHERE load_id = $3 AND number = $4;

PREPARE s (integer[]) AS
DELETE FROM staged WHERE position = ANY ($1);

PREPARE s AS
INSERT INTO clickstream AS present (userId, time, action, objectId)
SELECT DISTINCT ON (userId, time) userId, time, action, objectId
  FROM staged
 ORDER BY userId, time, position DESC
ON CONFLICT (userId, time) DO UPDATE
   SET action = excluded.action, objectId = excluded.objectId
 WHERE (present.action, present.objectId) IS DISTINCT FROM (excluded.action, excluded.objectId);

PREPARE s AS
SELECT position
  FROM staged
 WHERE objectId IS NOT NULL
   AND NOT EXISTS (SELECT FROM articles WHERE articles.id = staged.objectId)
 ORDER BY position;

PREPARE s AS
INSERT INTO articles AS present (id, title, created_by, updated_by)
SELECT DISTINCT ON (id) id, title, created_by, updated_by
  FROM staged
 ORDER BY id, position DESC
ON CONFLICT (id) DO UPDATE
   SET title = excluded.title, created_by = excluded.created_by, updated_by = excluded.updated_by
 WHERE (present.title, present.created_by, present.updated_by)
    <> (excluded.title, excluded.created_by, excluded.updated_by);

PREPARE s (character varying, bigint, integer) AS
SELECT line, text
  FROM reject
 WHERE load_id = $1 AND line > $2 AND redriven IS NULL AND NOT damaged
 ORDER BY line
 LIMIT $3;

PREPARE s (character varying, character varying, character varying, character varying) AS
INSERT INTO load (load_id, dataset, name, state, idempotency_key)
VALUES ($1, $2, $3, 'RECEIVING', $4)
ON CONFLICT (idempotency_key) DO NOTHING;

PREPARE s (character varying, character varying, bigint) AS
UPDATE reject
   SET redriven = $1
 WHERE load_id = $2 AND line <= $3 AND redriven IS NULL AND NOT damaged;

PREPARE s AS
SELECT time || ' ' || action FROM clickstream ORDER BY time;
