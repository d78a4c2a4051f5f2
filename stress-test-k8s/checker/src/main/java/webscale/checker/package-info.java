/** Shops in a cluster like the public clients, kills pods meanwhile if it is told to, and tells whether the books are right. */
package webscale.checker;
