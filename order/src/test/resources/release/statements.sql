PREPARE s (bigint) AS
INSERT INTO replica (lease_until)
VALUES (clock_timestamp() + $1 * interval '1 millisecond')
RETURNING id;

PREPARE s (integer, integer, integer) AS
UPDATE orders
   SET owner = $1
 WHERE id IN (SELECT id
                FROM orders
               WHERE state = 'PAYING'
                 AND (owner = $2 OR NOT EXISTS (SELECT
                                                 FROM replica
                                                WHERE replica.id = orders.owner
                                                  AND lease_until >= now()))
               LIMIT $3
                 FOR UPDATE SKIP LOCKED)
RETURNING id, generation, attempt, user_id, total_cost, lines;

PREPARE s AS
DELETE FROM replica
 WHERE lease_until < clock_timestamp() - interval '10 seconds';

PREPARE s (text[]) AS
SELECT id, state, generation, attempt
  FROM orders
 WHERE id = ANY ($1);

PREPARE s (character varying, character varying, character varying) AS
insert into orders (state,user_id,id) values ($1,$2,$3);

PREPARE s (text[]) AS
SELECT id, generation, state, revision, user_id, total_cost, lines
  FROM orders
 WHERE id = ANY ($1);

PREPARE s (text[], integer[], integer[], bigint[], text[]) AS
UPDATE orders
   SET lines = edit.lines::jsonb, total_cost = edit.total_cost, revision = orders.revision + 1
  FROM unnest($1, $2, $3, $4, $5) AS edit (id, generation, revision, total_cost, lines)
 WHERE orders.id = edit.id
   AND orders.generation = edit.generation
   AND orders.revision = edit.revision
   AND orders.state = 'OPEN'
RETURNING orders.id;

PREPARE s (text[], integer[], integer[], text[], text[], integer, text[], integer) AS
WITH ended AS (
    UPDATE orders
       SET state = fin.state, owner = NULL, decline = fin.decline
      FROM unnest($1, $2, $3, $4, $5) AS fin (id, generation, attempt, state, decline)
     WHERE orders.id = fin.id
       AND orders.generation = fin.generation
       AND orders.attempt = fin.attempt
       AND orders.state = 'PAYING'
)
UPDATE orders
   SET state = 'PAYING', owner = $6, attempt = orders.attempt + 1, decline = NULL
  FROM unnest($7) AS wanted (id)
 WHERE orders.id = wanted.id
   AND orders.state = 'OPEN'
   AND jsonb_array_length(orders.lines) > 0
   AND EXISTS (SELECT FROM replica WHERE replica.id = $8 AND lease_until > clock_timestamp())
RETURNING orders.id, generation, attempt, user_id, total_cost, lines;

PREPARE s (text[]) AS
SELECT id, generation, attempt, user_id, total_cost, lines, state, owner
  FROM orders
 WHERE id = ANY ($1);

PREPARE s (integer) AS
DELETE FROM replica WHERE id = $1;

PREPARE s (bigint, integer) AS
UPDATE replica
   SET lease_until = clock_timestamp() + $1 * interval '1 millisecond'
 WHERE id = $2;

PREPARE s AS
SELECT EXISTS (SELECT FROM replica WHERE lease_until < clock_timestamp());

PREPARE s (integer, integer, bigint, integer, bigint, integer, bigint, integer) AS
INSERT INTO orders (id, generation, user_id, total_cost, lines)
SELECT number::text, $1, (floor(random() * $2)::int)::text, $3,
       jsonb_build_array(
           jsonb_build_array((floor(random() * $4)::int)::text, 1, $5),
           jsonb_build_array((floor(random() * $6)::int)::text, 1, $7))
  FROM generate_series(0, $8 - 1) AS number
 ORDER BY number::text COLLATE "C"
ON CONFLICT (id) DO UPDATE
   SET generation = excluded.generation, attempt = 0, owner = NULL, state = 'OPEN', decline = NULL,
       revision = 0, user_id = excluded.user_id, total_cost = excluded.total_cost, lines = excluded.lines;

PREPARE s AS
SELECT nextval('order_generation');

PREPARE s (character varying) AS
select o1_0.id,o1_0.state,o1_0.user_id from orders o1_0 where o1_0.id=$1 for no key update of o1_0;

PREPARE s (character varying) AS
delete from orders where id=$1;
