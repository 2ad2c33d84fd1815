/**
 * httpd's configuration, as httpd tells it.
 *
 * <pre>
 *   httpd.config-command --HttpdConfig--&gt; what mod_info prints --ConfigNode, in the API--&gt; a tree
 * </pre>
 *
 * AJP does not carry it, and to parse the files here would be to guess at httpd's modules, defines and macros; so httpd is asked.
 */
@NullMarked
package org.postern.daemon.configtree;

import org.jspecify.annotations.NullMarked;
