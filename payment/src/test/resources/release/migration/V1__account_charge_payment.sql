-- One row per user: what the user may still spend.
CREATE TABLE account (
    id         text COLLATE "C" PRIMARY KEY,
    -- Counts the times that batch_init replaced the account: what an earlier one held never comes back to this one.
    generation integer NOT NULL DEFAULT 0,
    credit     bigint  NOT NULL CONSTRAINT account_credit_not_negative CHECK (credit >= 0),
    -- Funds that came in, less what was paid without naming an order. Always credit + charges + payments.
    granted    bigint  NOT NULL
);

CREATE SEQUENCE account_generation;

-- One row per attempt to check an order out that asked for credit, with the answer that it got. The key makes every
-- step safe to repeat; users come first in it so that what a user's other attempts hold is found by it too.
CREATE TABLE charge (
    user_id            text COLLATE "C" NOT NULL,
    order_id           text COLLATE "C" NOT NULL,
    generation         integer NOT NULL,
    attempt            integer NOT NULL,
    amount             bigint  NOT NULL CONSTRAINT charge_amount_not_negative CHECK (amount >= 0),
    account_generation integer NOT NULL,
    -- HELD until the attempt's end is known; REFUSED and RELEASED hold nothing and let no late hold in.
    state              text    NOT NULL
        CONSTRAINT charge_state CHECK (state IN ('HELD', 'PAID', 'UNKNOWN_USER', 'REFUSED', 'RELEASED')),
    CONSTRAINT charge_once_per_attempt PRIMARY KEY (user_id, order_id, generation, attempt)
);

-- One row per order that was paid by its number, outside of a checkout (the API's edition of 2023).
CREATE TABLE payment (
    user_id            text COLLATE "C" NOT NULL,
    order_id           text COLLATE "C" NOT NULL,
    amount             bigint  NOT NULL CONSTRAINT payment_amount_positive CHECK (amount > 0),
    account_generation integer NOT NULL,
    state              text    NOT NULL CONSTRAINT payment_state CHECK (state IN ('PAID', 'CANCELLED')),
    CONSTRAINT payment_once_per_order PRIMARY KEY (user_id, order_id)
);
