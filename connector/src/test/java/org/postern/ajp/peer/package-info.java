/**
 * The connector behind web servers that are not ours: httpd with mod_proxy_ajp, and httpd with mod_jk.
 *
 * <pre>
 *   HTTP client -&gt; Httpd -&gt; Tap (keeps a copy) -&gt; AjpServer -&gt; Pages
 * </pre>
 */
@NullMarked
package org.postern.ajp.peer;

import org.jspecify.annotations.NullMarked;
