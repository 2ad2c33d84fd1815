/**
 * Interpreters: isolated sets of loaded modules, each with its loaders, its inline handlers and its log.
 *
 * <pre>
 *   site, plan, file name --InterpreterKey--&gt; Interpreters --&gt; Interpreter -&gt; Importer
 *                         import --Preloads--------^
 *                  connection.NAME.interpreter ----^
 * </pre>
 *
 * The name comes from httpd's configuration and never from the client.
 */
@NullMarked
package org.postern.daemon.interpreter;

import org.jspecify.annotations.NullMarked;
