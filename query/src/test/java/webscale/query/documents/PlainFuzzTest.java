package webscale.query.documents;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(PlainRedis.class)
class PlainFuzzTest extends FuzzContract {}
