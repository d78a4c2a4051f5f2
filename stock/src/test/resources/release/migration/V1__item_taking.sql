-- One row per item: what it costs and how many are left.
CREATE TABLE item (
    id       text COLLATE "C" PRIMARY KEY,
    price    bigint NOT NULL CONSTRAINT item_price_not_negative CHECK (price >= 0),
    stock    bigint NOT NULL CONSTRAINT item_stock_not_negative CHECK (stock >= 0),
    -- Pieces that came in, less what was subtracted by hand. Always stock + pieces in takings.
    received bigint NOT NULL
);

-- One row per attempt to check an order out that asked for stock, with the answer that it got. TAKEN is the moment at
-- which an order is sold: it is never undone. REFUSED and FENCED let no late message take anything.
CREATE TABLE taking (
    order_id   text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    attempt    integer NOT NULL,
    state      text    NOT NULL
        CONSTRAINT taking_state CHECK (state IN ('TAKEN', 'UNKNOWN_ITEM', 'REFUSED', 'FENCED')),
    -- Pieces per item, {"item": pieces}.
    lines      jsonb   NOT NULL,
    CONSTRAINT taking_once_per_attempt PRIMARY KEY (order_id, generation, attempt)
);

-- Fails the statement that it stands in, so that a set is taken whole or not at all.
CREATE FUNCTION require_all(rows_found bigint, rows_wanted bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF rows_found <> rows_wanted THEN
        RAISE EXCEPTION 'found % of %', rows_found, rows_wanted USING ERRCODE = 'no_data_found';
    END IF;
    RETURN true;
END
$$;
