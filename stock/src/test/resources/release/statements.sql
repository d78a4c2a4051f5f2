PREPARE s (bigint, bigint, bigint, character varying) AS
insert into Item (price,received,stock,id) values ($1,$2,$3,$4);

PREPARE s (text[], bigint[]) AS
UPDATE item
   SET stock = stock + change.amount, received = received + change.amount
  FROM unnest($1, $2) AS change (id, amount)
 WHERE item.id = change.id
RETURNING item.id, stock;

PREPARE s (character varying) AS
SELECT FROM item WHERE id = $1 FOR UPDATE;

PREPARE s (text[]) AS
SELECT id, stock, price
  FROM item
 WHERE id = ANY ($1);

PREPARE s (character varying) AS
UPDATE item SET stock = stock + 1 WHERE id = $1;

PREPARE s (character varying) AS
UPDATE item SET stock = stock - 1 WHERE id = $1;

PREPARE s (integer) AS
WITH sold AS (
    SELECT line.key AS item_id, sum(line.value::bigint) AS pieces
      FROM taking, jsonb_each_text(taking.lines) AS line
     WHERE taking.state = 'TAKEN'
     GROUP BY line.key
), book AS (
    SELECT coalesce(item.id, sold.item_id) AS id, coalesce(item.received, 0) AS received,
           coalesce(item.stock, 0) AS stock, coalesce(sold.pieces, 0) AS sold
      FROM item
      FULL JOIN sold ON sold.item_id = item.id
)
SELECT format('item %s: received %s, but stock %s + sold %s', id, received, stock, sold)
  FROM book
 WHERE received <> stock + sold
 ORDER BY id
 LIMIT $1;

PREPARE s AS
WITH sold AS (
    SELECT line.key AS item_id, sum(line.value::bigint) AS pieces
      FROM taking, jsonb_each_text(taking.lines) AS line
     WHERE taking.state = 'TAKEN'
     GROUP BY line.key
), book AS (
    SELECT coalesce(item.id, sold.item_id) AS id, coalesce(item.received, 0) AS received,
           coalesce(item.stock, 0) AS stock, coalesce(sold.pieces, 0) AS sold
      FROM item
      FULL JOIN sold ON sold.item_id = item.id
)
SELECT coalesce(sum(received), 0)::text, coalesce(sum(stock + sold), 0)::text
  FROM book;

PREPARE s (character varying, character varying) AS
UPDATE item SET stock = 5 WHERE id IN ($1, $2);

PREPARE s (text[], bigint[], text[], integer[], integer[], text[], bigint) AS
WITH sold AS (
    UPDATE item
       SET stock = stock - line.pieces
      FROM unnest($1, $2) AS line (item_id, pieces)
     WHERE item.id = line.item_id
    RETURNING item.id
)
INSERT INTO taking (order_id, generation, attempt, state, lines)
SELECT order_id, generation, attempt, 'TAKEN', lines::jsonb
  FROM unnest($3, $4, $5, $6) AS attempt (order_id, generation, attempt, lines)
 WHERE require_all((SELECT count(*) FROM sold), $7);

PREPARE s (character varying) AS
DELETE FROM item WHERE id = $1;

PREPARE s (character varying) AS
INSERT INTO item (id, price, stock, received) VALUES ($1, 1, 3, 5);

PREPARE s (bigint, bigint, bigint, integer) AS
INSERT INTO item (id, price, stock, received)
SELECT number::text, $1, $2, $3
  FROM generate_series(0, $4 - 1) AS number
 ORDER BY number::text COLLATE "C"
ON CONFLICT (id) DO UPDATE
   SET price = excluded.price,
       stock = excluded.stock,
       received = excluded.stock + (item.received - item.stock);

PREPARE s (text[]) AS
SELECT id, stock, received
  FROM item
 WHERE id = ANY ($1)
 ORDER BY id
   FOR UPDATE;

PREPARE s (bigint, bigint, character varying) AS
UPDATE item SET stock = $1, received = $2 WHERE id = $3;

PREPARE s (character varying) AS
UPDATE item SET stock = 0, received = 0 WHERE id = $1;

PREPARE s (character varying) AS
INSERT INTO item (id, price, stock, received) VALUES ($1, 3, 4, 4);

PREPARE s (character varying, bigint, bigint) AS
INSERT INTO item (id, price, stock, received) VALUES ($1, 1, $2, $3);

PREPARE s (text[], integer[], integer[]) AS
INSERT INTO taking (order_id, generation, attempt, lines, state)
SELECT order_id, generation, attempt, '{}', 'FENCED'
  FROM unnest($1, $2, $3) AS attempt (order_id, generation, attempt)
ON CONFLICT ON CONSTRAINT taking_once_per_attempt DO NOTHING;

PREPARE s (text[], integer[], integer[]) AS
SELECT taking.order_id, taking.generation, taking.attempt, taking.state
  FROM unnest($1, $2, $3) AS attempt (order_id, generation, attempt)
  JOIN taking USING (order_id, generation, attempt);

PREPARE s (text[]) AS
SELECT id, stock
  FROM item
 WHERE id = ANY ($1)
 ORDER BY id
   FOR UPDATE;

PREPARE s (text[], bigint[]) AS
UPDATE item
   SET stock = stock - line.pieces
  FROM unnest($1, $2) AS line (item_id, pieces)
 WHERE item.id = line.item_id;

PREPARE s (text[], integer[], integer[], text[], text[]) AS
INSERT INTO taking (order_id, generation, attempt, lines, state)
SELECT order_id, generation, attempt, lines::jsonb, state
  FROM unnest($1, $2, $3, $4, $5) AS attempt (order_id, generation, attempt, lines, state);

PREPARE s (character varying, integer, integer, integer) AS
SELECT order_id, generation, attempt, lines
  FROM taking
 WHERE (order_id, generation, attempt) > ($1, $2, $3)
   AND state = 'TAKEN'
 ORDER BY order_id, generation, attempt
 LIMIT $4;

PREPARE s (text[], integer[], integer[]) AS
SELECT taking.order_id, taking.generation, taking.attempt, taking.lines
  FROM unnest($1, $2, $3) AS attempt (order_id, generation, attempt)
  JOIN taking USING (order_id, generation, attempt)
 WHERE taking.state = 'TAKEN';

PREPARE s (character varying, integer, integer) AS
INSERT INTO taking (order_id, generation, attempt, state, lines) VALUES ($1, $2, $3, 'FENCED', '{}');

PREPARE s (character varying) AS
UPDATE item SET stock = -1 WHERE id = $1;

PREPARE s (character varying) AS
UPDATE item SET price = -1 WHERE id = $1;

PREPARE s (character varying, integer, integer) AS
INSERT INTO taking (order_id, generation, attempt, state, lines) VALUES ($1, $2, $3, 'TAKEN', '{}');

PREPARE s (character varying) AS
UPDATE taking SET state = 'SOLD' WHERE order_id = $1;
