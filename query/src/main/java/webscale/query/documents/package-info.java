/** JSON documents over REST, kept in Redis: documents, and the same over hashes and strings. */
package webscale.query.documents;
