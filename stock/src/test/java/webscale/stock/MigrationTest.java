package webscale.stock;

import webscale.commons.testing.release.MigrationContract;

class MigrationTest extends MigrationContract {}
