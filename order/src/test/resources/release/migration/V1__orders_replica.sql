-- One row per order. It is the log of the order's checkout as well: whoever wants to know how far one is reads the row.
CREATE TABLE orders (
    id         text COLLATE "C" PRIMARY KEY,
    -- Which of the orders that batch_init put under this id, one after the other.
    generation integer NOT NULL DEFAULT 0,
    -- Counts the tries to check this order out; with id and generation it names one at stock and payment.
    attempt    integer NOT NULL DEFAULT 0,
    -- The replica that drives the attempt, while there is one.
    owner      integer,
    state      text    NOT NULL DEFAULT 'OPEN' CONSTRAINT orders_state CHECK (state IN ('OPEN', 'PAYING', 'PAID')),
    -- Why the last attempt failed.
    decline    text,
    -- Counts changes of the lines.
    revision   integer NOT NULL DEFAULT 0,
    user_id    text    NOT NULL,
    total_cost bigint  NOT NULL DEFAULT 0 CONSTRAINT orders_total_not_negative CHECK (total_cost >= 0),
    -- [[item, pieces, price], …] in the order they were added; an item has one entry for each price it was added at.
    lines      jsonb   NOT NULL DEFAULT '[]',
    CONSTRAINT orders_owner_while_paying CHECK ((state = 'PAYING') = (owner IS NOT NULL))
);

CREATE SEQUENCE order_generation AS integer;

-- One row per running replica of this service. Whose lease ran out is taken for dead, and its checkouts are ended by
-- the others; should it live after all, the fences at stock and payment keep what it does from counting twice.
CREATE TABLE replica (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lease_until timestamptz NOT NULL
);
