package webscale.query.documents;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.condition.EnabledIf;

@QuarkusTest
@WithTestResource(JsonRedis.class)
@EnabledIf(value = "webscale.query.documents.RedisServer#isJsonHere", disabledReason = JsonRedis.MISSING)
class JsonDocumentTest extends DocumentContract {}
