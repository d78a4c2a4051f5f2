-- A checkout changes its order twice. Where the page has room for the new versions, no index is touched and less is logged.
ALTER TABLE orders SET (fillfactor = 50);
