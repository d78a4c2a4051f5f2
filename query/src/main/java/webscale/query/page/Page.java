package webscale.query.page;

import io.quarkus.qute.TemplateInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.zip.GZIPOutputStream;

/** A page as it is sent, plain and compressed. It is sent to many at once, so nobody may change it. */
public final class Page {
    private final byte[] html;
    private final byte[] gzip;

    private Page(byte[] html, byte[] gzip) {
        this.html = html;
        this.gzip = gzip;
    }

    /** Made now; pages that may be a second old come from {@link Pages}. */
    public static CompletionStage<Page> of(TemplateInstance template) {
        return template.renderAsync().thenApply(Page::of);
    }

    static Page of(String html) {
        var bytes = html.getBytes(StandardCharsets.UTF_8);
        return new Page(bytes, gzip(bytes));
    }

    byte[] html() {
        return html;
    }

    byte[] gzip() {
        return gzip;
    }

    int bytes() {
        return html.length + gzip.length;
    }

    static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream(bytes.length / 3);
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
