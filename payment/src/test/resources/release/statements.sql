PREPARE s (integer, bigint, bigint, integer) AS
INSERT INTO account (id, generation, credit, granted)
SELECT number::text, $1, $2, $3
  FROM generate_series(0, $4 - 1) AS number
 ORDER BY number::text COLLATE "C"
ON CONFLICT (id) DO UPDATE
   SET generation = excluded.generation, credit = excluded.credit, granted = excluded.granted;

PREPARE s AS
SELECT nextval('account_generation');

PREPARE s (text[], text[], integer[], integer[]) AS
UPDATE charge
   SET state = 'PAID'
  FROM unnest($1, $2, $3, $4) AS attempt (user_id, order_id, generation, attempt)
 WHERE charge.user_id = attempt.user_id
   AND charge.order_id = attempt.order_id
   AND charge.generation = attempt.generation
   AND charge.attempt = attempt.attempt
   AND charge.state = 'HELD';

PREPARE s (text[], text[], integer[], integer[]) AS
INSERT INTO charge (user_id, order_id, generation, attempt, amount, account_generation, state)
SELECT user_id, order_id, generation, attempt, 0, 0, 'RELEASED'
  FROM unnest($1, $2, $3, $4) AS attempt (user_id, order_id, generation, attempt)
ON CONFLICT ON CONSTRAINT charge_once_per_attempt DO NOTHING;

PREPARE s (text[], text[], integer[], integer[]) AS
WITH released AS (
    UPDATE charge
       SET state = 'RELEASED'
      FROM unnest($1, $2, $3, $4) AS attempt (user_id, order_id, generation, attempt)
     WHERE charge.user_id = attempt.user_id
       AND charge.order_id = attempt.order_id
       AND charge.generation = attempt.generation
       AND charge.attempt = attempt.attempt
       AND charge.state = 'HELD'
    RETURNING charge.user_id, charge.account_generation, charge.amount
)
UPDATE account
   SET credit = credit + back.amount
  FROM (SELECT user_id, account_generation, sum(amount)::bigint AS amount
          FROM released
         GROUP BY user_id, account_generation) AS back
 WHERE account.id = back.user_id
   AND account.generation = back.account_generation;

PREPARE s (text[]) AS
SELECT charge.user_id, sum(charge.amount)::bigint
  FROM charge
  JOIN account ON account.id = charge.user_id AND account.generation = charge.account_generation
 WHERE charge.user_id = ANY ($1)
   AND charge.state = 'HELD'
 GROUP BY charge.user_id;

PREPARE s (text[]) AS
SELECT id, credit, generation
  FROM account
 WHERE id = ANY ($1)
 ORDER BY id
   FOR UPDATE;

PREPARE s (text[], bigint[]) AS
UPDATE account
   SET credit = credit - due.amount
  FROM unnest($1, $2) AS due (user_id, amount)
 WHERE account.id = due.user_id;

PREPARE s (text[], text[], integer[], integer[]) AS
SELECT charge.user_id, charge.order_id, charge.generation, charge.attempt, charge.state
  FROM unnest($1, $2, $3, $4) AS attempt (user_id, order_id, generation, attempt)
  JOIN charge USING (user_id, order_id, generation, attempt);

PREPARE s (text[], text[], integer[], integer[], bigint[], text[]) AS
INSERT INTO charge (user_id, order_id, generation, attempt, amount, account_generation, state)
SELECT attempt.user_id, attempt.order_id, attempt.generation, attempt.attempt, attempt.amount,
       coalesce(account.generation, 0), outcome.state
  FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS attempt (user_id, order_id, generation, attempt, amount, i)
  JOIN unnest($6) WITH ORDINALITY AS outcome (state, i) USING (i)
  LEFT JOIN account ON account.id = attempt.user_id;

PREPARE s (character varying, character varying, integer, integer) AS
SELECT state FROM charge WHERE user_id = $1 AND order_id = $2 AND generation = $3 AND attempt = $4;

PREPARE s (text[], text[], integer[], integer[], text[], bigint[], text[], text[], integer[], integer[], bigint[]) AS
WITH settled AS (
    UPDATE charge
       SET state = 'PAID'
      FROM unnest($1, $2, $3, $4) AS attempt (user_id, order_id, generation, attempt)
     WHERE charge.user_id = attempt.user_id
       AND charge.order_id = attempt.order_id
       AND charge.generation = attempt.generation
       AND charge.attempt = attempt.attempt
       AND charge.state = 'HELD'
), taken AS (
    UPDATE account
       SET credit = credit - due.amount
      FROM unnest($5, $6) AS due (user_id, amount)
     WHERE account.id = due.user_id
    RETURNING account.id, account.generation
)
INSERT INTO charge (user_id, order_id, generation, attempt, amount, account_generation, state)
SELECT attempt.user_id, attempt.order_id, attempt.generation, attempt.attempt, attempt.amount,
       taken.generation, 'HELD'
  FROM unnest($7, $8, $9, $10, $11) AS attempt (user_id, order_id, generation, attempt, amount)
  JOIN taken ON taken.id = attempt.user_id;

PREPARE s (text[]) AS
SELECT id, credit
  FROM account
 WHERE id = ANY ($1);

PREPARE s (integer) AS
WITH charged AS (
    SELECT user_id, account_generation, sum(amount) AS amount
      FROM (SELECT user_id, account_generation, amount FROM charge WHERE state IN ('HELD', 'PAID')
            UNION ALL
            SELECT user_id, account_generation, amount FROM payment WHERE state = 'PAID') AS taking
     GROUP BY user_id, account_generation
), book AS (
    SELECT id, granted, credit, coalesce(charged.amount, 0) AS charged
      FROM account
      LEFT JOIN charged ON charged.user_id = account.id AND charged.account_generation = account.generation
)
SELECT format('user %s: granted %s, but credit %s + charged %s', id, granted, credit, charged)
  FROM book
 WHERE granted <> credit + charged
 ORDER BY id
 LIMIT $1;

PREPARE s AS
WITH charged AS (
    SELECT user_id, account_generation, sum(amount) AS amount
      FROM (SELECT user_id, account_generation, amount FROM charge WHERE state IN ('HELD', 'PAID')
            UNION ALL
            SELECT user_id, account_generation, amount FROM payment WHERE state = 'PAID') AS taking
     GROUP BY user_id, account_generation
), book AS (
    SELECT id, granted, credit, coalesce(charged.amount, 0) AS charged
      FROM account
      LEFT JOIN charged ON charged.user_id = account.id AND charged.account_generation = account.generation
)
SELECT coalesce(sum(granted), 0)::text, coalesce(sum(credit + charged), 0)::text
  FROM book;

PREPARE s (character varying) AS
select a1_0.id,a1_0.credit,a1_0.generation,a1_0.granted from Account a1_0 where a1_0.id=$1 for no key update of a1_0;

PREPARE s (character varying, character varying) AS
select op1_0.user_id,op1_0.order_id,op1_0.account_generation,op1_0.amount,op1_0.state from payment op1_0 where (op1_0.user_id,op1_0.order_id) in (($1,$2)) for no key update of op1_0;

PREPARE s (bigint, integer, bigint, character varying) AS
update Account set credit=$1,generation=$2,granted=$3 where id=$4;

PREPARE s (integer, bigint, character varying, character varying, character varying) AS
insert into payment (account_generation,amount,state,user_id,order_id) values ($1,$2,$3,$4,$5);

PREPARE s (text[], bigint[]) AS
UPDATE account
   SET credit = credit + change.amount, granted = granted + change.amount
  FROM unnest($1, $2) AS change (id, amount)
 WHERE account.id = change.id
RETURNING account.id, credit;

PREPARE s (integer, bigint, character varying, character varying, character varying) AS
update payment set account_generation=$1,amount=$2,state=$3 where user_id=$4 and order_id=$5;

PREPARE s (text[]) AS
SELECT id, credit, granted
  FROM account
 WHERE id = ANY ($1)
 ORDER BY id
   FOR UPDATE;

PREPARE s (character varying, character varying, integer, integer) AS
INSERT INTO charge VALUES ($1, $2, $3, $4, 0, 0, 'RELEASED');

PREPARE s (bigint, integer, bigint, character varying) AS
insert into Account (credit,generation,granted,id) values ($1,$2,$3,$4);

PREPARE s (text[], text[], integer[], integer[]) AS
SELECT charge.user_id, charge.order_id, charge.generation, charge.attempt, charge.amount, charge.state
  FROM unnest($1, $2, $3, $4) AS attempt (user_id, order_id, generation, attempt)
  JOIN charge USING (user_id, order_id, generation, attempt)
 WHERE charge.state IN ('HELD', 'PAID');

PREPARE s (character varying) AS
UPDATE account SET credit = -1 WHERE id = $1;

PREPARE s (character varying) AS
UPDATE charge SET amount = -1 WHERE user_id = $1;

PREPARE s (character varying) AS
UPDATE charge SET state = 'GONE' WHERE user_id = $1;

PREPARE s (character varying, character varying) AS
INSERT INTO charge SELECT * FROM charge WHERE user_id = $1 AND order_id = $2;

PREPARE s (character varying) AS
UPDATE payment SET amount = 0 WHERE user_id = $1;

PREPARE s (character varying) AS
UPDATE payment SET state = 'GONE' WHERE user_id = $1;

PREPARE s (character varying) AS
INSERT INTO payment SELECT * FROM payment WHERE user_id = $1;

PREPARE s (character varying, character varying, integer, integer, text[], integer) AS
SELECT user_id, order_id, generation, attempt, amount, state
  FROM charge
 WHERE (user_id, order_id, generation, attempt) > ($1, $2, $3, $4)
   AND state = ANY ($5)
 ORDER BY user_id, order_id, generation, attempt
 LIMIT $6;

PREPARE s (character varying) AS
select a1_0.id,a1_0.credit,a1_0.generation,a1_0.granted from Account a1_0 where a1_0.id=$1;

PREPARE s (character varying, character varying) AS
select op1_0.user_id,op1_0.order_id,op1_0.account_generation,op1_0.amount,op1_0.state from payment op1_0 where (op1_0.user_id,op1_0.order_id) in (($1,$2));

PREPARE s (character varying) AS
UPDATE account SET credit = credit + 1 WHERE id = $1;

PREPARE s (character varying) AS
UPDATE account SET credit = credit - 1 WHERE id = $1;

PREPARE s (character varying) AS
UPDATE charge SET state = 'RELEASED' WHERE user_id = $1;

PREPARE s (character varying) AS
UPDATE charge SET state = 'HELD' WHERE user_id = $1;

PREPARE s (character varying) AS
UPDATE account SET granted = granted + 1 WHERE id = $1;

PREPARE s (character varying) AS
UPDATE account SET granted = granted - 1 WHERE id = $1;

PREPARE s (bigint, bigint, character varying) AS
UPDATE account SET credit = $1, granted = $2 WHERE id = $3;

PREPARE s (character varying) AS
UPDATE account SET credit = 0, granted = 0 WHERE id = $1;
