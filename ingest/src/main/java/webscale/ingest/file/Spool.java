package webscale.ingest.file;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import webscale.ingest.queue.Chunk;

/** A file of chunks that wait for the broker. It is complete once it is sealed, which its name tells. */
final class Spool implements AutoCloseable {
    private static final String SEALED = ".sealed";
    private static final String OPEN = ".open";

    private final String loadId;
    private Path file;
    private DataOutputStream out;

    private Spool(String loadId, Path file) {
        this.loadId = loadId;
        this.file = file;
    }

    /** An empty one; others of the same load don't matter to it. */
    static Spool create(Path folder, String loadId) throws IOException {
        Files.createDirectories(folder);
        var spool = new Spool(loadId, folder.resolve(loadId + "." + UUID.randomUUID() + OPEN));
        spool.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(spool.file), 64 << 10));
        return spool;
    }

    /** A complete one that an earlier process left. */
    static Spool found(Path file) {
        var name = file.getFileName().toString();
        return new Spool(name.substring(0, name.indexOf('.')), file);
    }

    static boolean isSealed(Path file) {
        return file.getFileName().toString().endsWith(SEALED);
    }

    String loadId() {
        return loadId;
    }

    void add(Chunk chunk) throws IOException {
        var message = chunk.message();
        out.writeInt(chunk.lane());
        out.writeInt(message.length);
        out.write(message);
    }

    /** Nothing more comes. */
    void seal() throws IOException {
        out.close();
        var sealed = Path.of(file.toString().replace(OPEN, SEALED));
        file = Files.move(file, sealed, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Sees each message with its lane, in order. */
    @FunctionalInterface
    interface Visitor {
        void visit(int lane, byte[] message);
    }

    void read(Visitor visitor) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 64 << 10))) {
            while (true) {
                int lane = in.read();
                if (lane < 0) {
                    return;
                }
                lane = lane << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
                visitor.visit(lane, in.readNBytes(in.readInt()));
            }
        }
    }

    /** Deletes the file. */
    @Override
    public void close() throws IOException {
        try {
            if (out != null) {
                out.close();
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
