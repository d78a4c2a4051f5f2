-- Holds the times too, so that the months of a place are read from the index alone, as its average is.
CREATE INDEX weather_data_location_and_more ON weather_data (location) INCLUDE (temperature, timestamp);
DROP INDEX weather_data_location;
ALTER INDEX weather_data_location_and_more RENAME TO weather_data_location;

-- How many votes each candidate has, for counting tens of millions takes seconds.
CREATE TABLE vote_total (
    candidate text COLLATE "C" PRIMARY KEY,
    votes     bigint NOT NULL
);

-- A trigger, so that votes count whoever stores them: while a release is replaced, the one before does too.
CREATE FUNCTION count_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO vote_total AS total (candidate, votes)
    SELECT candidate, count(*)
      FROM stored
     GROUP BY candidate
     ORDER BY candidate
        ON CONFLICT (candidate) DO UPDATE
       SET votes = total.votes + excluded.votes;
    RETURN NULL;
END
$$;
-- From here to the end of this transaction nobody else stores any.
CREATE TRIGGER votes_count AFTER INSERT ON votes
    REFERENCING NEW TABLE AS stored
    FOR EACH STATEMENT EXECUTE FUNCTION count_votes();
INSERT INTO vote_total (candidate, votes)
SELECT candidate, count(*)
  FROM votes
 GROUP BY candidate;
