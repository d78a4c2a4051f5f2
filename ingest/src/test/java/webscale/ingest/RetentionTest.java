package webscale.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import webscale.commons.testing.PostgresResource;
import webscale.ingest.store.Retention;

@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(TestKafka.class)
class RetentionTest {
    @Inject
    DataSource pool;

    @Inject
    IngestConfig config;

    @Inject
    Retention retention;

    private Warehouse warehouse;

    @BeforeEach
    void fillTable() {
        warehouse = new Warehouse(pool);
        warehouse.clear();
        warehouse.sql.update("""
                INSERT INTO records (sensor_id, record_time, value)
                SELECT 's' || days % 3, now() - make_interval(days => days), days
                  FROM generate_series(0, 120000) AS days
                """);
    }

    @Test
    void keeps_everything_by_default() {
        assertThat(config.recordsKept()).isEmpty();
    }

    @Test
    void deletes_what_is_older_in_as_many_batches_as_it_takes() {
        var before = version();
        assertThat(retention.deleteOlderThan(Duration.ofDays(10).plusHours(12))).isEqualTo(119_990);
        assertThat(warehouse.rows("SELECT max(value) || ' ' || count(*) FROM records"))
                .containsExactly("10 11");
        assertThat(version()).isEqualTo(before + 2);
        assertThat(retention.deleteOlderThan(Duration.ofDays(10).plusHours(12))).isZero();
        assertThat(version()).isEqualTo(before + 2);
    }

    /** Which answers that are kept go by. */
    private long version() {
        return warehouse
                .sql
                .query("SELECT version FROM dataset_version WHERE dataset = 'records'", row -> row.getLong(1))
                .getFirst();
    }
}
