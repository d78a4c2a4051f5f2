package webscale.ingest.queue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A part of a file on its way to the table: one message, one transaction.
 *
 * @param number  from 0, in the load
 * @param lane    chunks of one lane are stored in their order
 * @param rawSize bytes of the rows before compression
 * @param packed  the rows, compressed
 */
public record Chunk(String loadId, String dataset, int number, int lane, int rawSize, byte[] packed) {
    private static final int VERSION = 1;
    private static final int LEVEL = 1;
    /** What a sound chunk never reaches: more would be an attack or damage. */
    private static final int RAW_SIZE_MAX = 64 << 20;

    /** Packs the first bytes of {@code rows}. */
    public static Chunk of(String loadId, String dataset, int number, int lane, byte[] rows, int length) {
        var packed = new byte[(int) Zstd.compressBound(length)];
        long size = Zstd.compressByteArray(packed, 0, packed.length, rows, 0, length, LEVEL);
        if (Zstd.isError(size)) {
            throw new IllegalStateException(Zstd.getErrorName(size));
        }
        return new Chunk(loadId, dataset, number, lane, length, java.util.Arrays.copyOf(packed, (int) size));
    }

    public byte[] message() {
        var bytes = new ByteArrayOutputStream(packed.length + 128);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(loadId);
            out.writeUTF(dataset);
            out.writeInt(number);
            out.writeInt(lane);
            out.writeInt(rawSize);
            out.write(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws BadChunkException if the message is no chunk */
    public static Chunk read(byte[] message) {
        try (var in = new DataInputStream(new ByteArrayInputStream(message))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new BadChunkException("a chunk of version " + version);
            }
            var chunk =
                    new Chunk(in.readUTF(), in.readUTF(), in.readInt(), in.readInt(), in.readInt(), in.readAllBytes());
            if (chunk.rawSize < 0 || chunk.rawSize > RAW_SIZE_MAX || chunk.number < 0 || chunk.lane < 0) {
                throw new BadChunkException("a chunk with impossible numbers");
            }
            return chunk;
        } catch (IOException e) {
            throw new BadChunkException("not a chunk");
        }
    }

    /** @throws BadChunkException if they are damaged */
    public byte[] rows() {
        try {
            var rows = Zstd.decompress(packed, rawSize);
            if (rows.length != rawSize) {
                throw new BadChunkException("rows of another size than the chunk says");
            }
            return rows;
        } catch (ZstdException e) {
            throw new BadChunkException("rows that can't be unpacked");
        }
    }

    @Override
    public String toString() {
        return "chunk " + number + " of load " + loadId;
    }
}
