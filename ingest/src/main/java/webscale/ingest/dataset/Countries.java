package webscale.ingest.dataset;

import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Which country a host is in: by its IPv4 address, from a table that is packaged (see {@code countries.py}), or by the
 * country-code domain that its name ends with. Nobody is asked.
 */
@Singleton
public class Countries {
    /** Unknown: an address that nobody has, or a name without a country, such as one in {@code .com}. */
    static final String UNKNOWN = "XX";

    /** Domains that aren't the ISO code of their country. Others of that kind belong to no country that exists. */
    private static final Map<String, String> EXCEPTIONS =
            Map.of("uk", "GB", "ac", "SH", "tp", "TL", "zr", "CD", "gb", "GB");

    private final Map<String, String> byDomain = new HashMap<>(EXCEPTIONS);
    private final int[] firsts;
    private final String[] countries;

    Countries() {
        for (var code : Locale.getISOCountries()) {
            byDomain.put(code.toLowerCase(Locale.ROOT), code);
        }
        try (var file = Countries.class.getResourceAsStream("countries.gz");
                var in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(file)))) {
            int count = in.readInt();
            firsts = new int[count];
            countries = new String[count];
            long first = 0;
            for (int i = 0; i < count; i++) {
                first += number(in);
                firsts[i] = ordered(first);
            }
            for (int i = 0; i < count; i++) {
                countries[i] = new String(new char[] {(char) in.readByte(), (char) in.readByte()}).intern();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ISO 3166 code, or {@value #UNKNOWN}. */
    String of(String host) {
        long address = address(host);
        if (address >= 0) {
            int at = Arrays.binarySearch(firsts, ordered(address));
            return countries[at >= 0 ? at : -at - 2];
        }
        var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        int dot = name.lastIndexOf('.');
        return dot <= 0
                ? UNKNOWN
                : byDomain.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }

    /** Four decimal numbers up to 255, or -1. */
    private static long address(String host) {
        long address = 0;
        int part = -1;
        int dots = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '.' && part >= 0) {
                address = address << 8 | part;
                part = -1;
                dots++;
            } else if (c >= '0' && c <= '9') {
                part = Math.max(part, 0) * 10 + (c - '0');
                if (part > 255) {
                    return -1;
                }
            } else {
                return -1;
            }
        }
        return dots == 3 && part >= 0 ? address << 8 | part : -1;
    }

    /** Ints that compare as the addresses do. */
    private static int ordered(long address) {
        return (int) address ^ Integer.MIN_VALUE;
    }

    private static long number(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.readByte();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
