package webscale.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.inject.Singleton;

/** Lines as the column {@code orders.lines} keeps them. */
@Singleton
public class LinesJson {
    private final ObjectReader reader;
    private final ObjectWriter writer;

    LinesJson(ObjectMapper json) {
        this.reader = json.readerFor(Lines.class);
        this.writer = json.writerFor(Lines.class);
    }

    public Lines read(String column) {
        try {
            return reader.readValue(column);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("orders.lines holds what this service didn't write: " + column, e);
        }
    }

    public String write(Lines lines) {
        try {
            return writer.writeValueAsString(lines);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
