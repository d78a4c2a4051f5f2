package webscale.ingest;

import webscale.commons.testing.release.MigrationContract;

class MigrationTest extends MigrationContract {}
