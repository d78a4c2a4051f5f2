package webscale.payment;

import webscale.commons.testing.release.MigrationContract;

class MigrationTest extends MigrationContract {}
