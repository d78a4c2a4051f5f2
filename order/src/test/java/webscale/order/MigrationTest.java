package webscale.order;

import webscale.commons.testing.release.MigrationContract;

class MigrationTest extends MigrationContract {}
