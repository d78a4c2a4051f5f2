package webscale.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is in an order: pieces of items at the prices they were added at, in the order they were added. Immutable. */
public final class Lines {
    /** Most entries of one order; keeps a row small enough to be read and written whole. */
    static final int ENTRIES_MAX = 1_000;

    /** Pieces of one item at one price. */
    public record Line(String itemId, long pieces, long price) {
        @JsonCreator
        static Line read(List<Object> json) {
            return new Line(
                    (String) json.get(0), ((Number) json.get(1)).longValue(), ((Number) json.get(2)).longValue());
        }

        @JsonValue
        List<Object> written() {
            return List.of(itemId, pieces, price);
        }
    }

    private final List<Line> entries;

    @JsonCreator
    public Lines(List<Line> entries) {
        this.entries = List.copyOf(entries);
    }

    @JsonValue
    public List<Line> entries() {
        return entries;
    }

    /**
     * Adds pieces at a price.
     *
     * @throws ArithmeticException if the pieces or the total cost would not fit into 64 bits, or there are too many
     *     entries
     */
    public Lines add(String itemId, long pieces, long price) {
        var result = new ArrayList<>(entries);
        int last = lastOf(itemId);
        if (last >= 0 && entries.get(last).price() == price) {
            result.set(last, new Line(itemId, Math.addExact(entries.get(last).pieces(), pieces), price));
        } else {
            result.add(new Line(itemId, pieces, price));
        }
        if (result.size() > ENTRIES_MAX) {
            throw new ArithmeticException("more than " + ENTRIES_MAX + " lines");
        }
        var added = new Lines(result);
        added.totalCost();
        added.pieces();
        return added;
    }

    /** Removes one piece, at the price last added; empty if there is none. */
    public Optional<Lines> removeOne(String itemId) {
        int last = lastOf(itemId);
        if (last < 0) {
            return Optional.empty();
        }
        var line = entries.get(last);
        var result = new ArrayList<>(entries);
        if (line.pieces() == 1) {
            result.remove(last);
        } else {
            result.set(last, new Line(itemId, line.pieces() - 1, line.price()));
        }
        return Optional.of(new Lines(result));
    }

    public long totalCost() {
        long total = 0;
        for (var line : entries) {
            total = Math.addExact(total, Math.multiplyExact(line.pieces(), line.price()));
        }
        return total;
    }

    /** Pieces per item, sorted, which is the order in which stock locks them. */
    public SortedMap<String, Long> pieces() {
        var pieces = new TreeMap<String, Long>();
        entries.forEach(line -> pieces.merge(line.itemId(), line.pieces(), Math::addExact));
        return pieces;
    }

    /** Pieces per item in the order they were added, as clients see them. */
    public Map<String, Long> shown() {
        var pieces = new LinkedHashMap<String, Long>();
        entries.forEach(line -> pieces.merge(line.itemId(), line.pieces(), Math::addExact));
        return pieces;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    private int lastOf(String itemId) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).itemId().equals(itemId)) {
                return i;
            }
        }
        return -1;
    }
}
