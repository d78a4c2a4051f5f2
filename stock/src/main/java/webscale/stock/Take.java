package webscale.stock;

import java.util.Map;

/** What became of an attempt's asking for stock. Every answer is recorded, and final. */
public enum Take {
    /** All lines are taken: the order is sold. */
    TAKEN,
    /** One of the items does not exist; nothing is taken. */
    UNKNOWN_ITEM,
    /** There is too little of one of the items; nothing is taken. */
    REFUSED,
    /** The attempt was given up before it took anything. */
    FENCED;

    /** Decides about stock that was read under the items' locks: all lines or none. */
    static Take decide(Map<String, Long> stock, Map<String, Long> lines) {
        if (!stock.keySet().containsAll(lines.keySet())) {
            return UNKNOWN_ITEM;
        }
        boolean enough = lines.entrySet().stream().allMatch(line -> stock.get(line.getKey()) >= line.getValue());
        return enough ? TAKEN : REFUSED;
    }
}
