-- A charge changes once, soon after it was made. Where the page has room for the new version, no index is touched and
-- less is logged.
ALTER TABLE charge SET (fillfactor = 50);
