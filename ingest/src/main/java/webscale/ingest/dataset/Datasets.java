package webscale.ingest.dataset;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All kinds of files that can be loaded: each bean that is a {@link Dataset}. */
@Singleton
public class Datasets {
    private final Map<String, Dataset> byName = new TreeMap<>();

    Datasets(@Any Instance<Dataset> all) {
        all.forEach(dataset -> byName.put(dataset.name(), dataset));
    }

    public Optional<Dataset> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** In alphabetical order. */
    public Iterable<Dataset> all() {
        return byName.values();
    }
}
