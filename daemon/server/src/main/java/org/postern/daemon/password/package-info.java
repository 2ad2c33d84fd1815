/**
 * httpd's files of users and groups.
 *
 * <pre>
 *   path -&gt; FileCache -&gt; ConfigLines -&gt; UserFile  -&gt; HashFormat -&gt; right, wrong or unknown
 *                                      GroupFile -&gt; groups
 * </pre>
 *
 * A room that the first plan did not have: what needs libraries for hashes, which nobody else may know.
 */
@NullMarked
package org.postern.daemon.password;

import org.jspecify.annotations.NullMarked;
