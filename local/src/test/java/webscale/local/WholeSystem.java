package webscale.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the whole system as processes, on data of its own: started for the first class that asks, ended after the last. */
final class WholeSystem implements ParameterResolver {
    private record Running(LocalSystem system, Path data) implements AutoCloseable {
        static Running start() {
            try {
                var data = Files.createTempDirectory("webscale-system");
                return new Running(LocalSystem.start(data, Ports.block(LocalSystem.PORTS)), data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            system.close();
            DataDir.delete(data);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == LocalSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(ExtensionContext.Namespace.create(WholeSystem.class))
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .system();
    }
}
