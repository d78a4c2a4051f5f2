-- What the fillfactor keeps free, Postgres keeps free by cleaning a page at each visit. So batch_init lays its orders out more
-- loosely than this, and this leaves room for what orders that are made one by one grow by.
ALTER TABLE orders SET (fillfactor = 65);
