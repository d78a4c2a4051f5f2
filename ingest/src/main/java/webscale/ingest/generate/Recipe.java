package webscale.ingest.generate;

import webscale.ingest.queue.ChunkRows;

/**
 * What a generator makes. Each chunk follows from the recipe and its number alone, so that any process can go on where
 * another one ended, and a chunk made twice is the same.
 */
public sealed interface Recipe permits SensorRecipe, WeatherRecipe {
    /** All rows. */
    long rows();

    /** Knows the chunks, for so many lanes. */
    Chunks chunks(int lanes);

    /** The chunks of a recipe. */
    interface Chunks {
        int count();

        int lane(int number);

        /** Adds the rows of a chunk, with lines as a file of all rows would have them. */
        void write(int number, ChunkRows.Writer to);
    }
}
