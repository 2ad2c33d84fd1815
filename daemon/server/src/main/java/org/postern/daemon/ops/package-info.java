/**
 * Operating it: the commands, the log, a private httpd.
 *
 * <pre>
 *   scripts/postern -&gt; Main -&gt; ServeCommand -&gt; Daemon + PrivateHttpd
 *                           -&gt; StartCommand -&gt; Daemon
 *                           -&gt; CheckCommand -&gt; compiler
 *                           -&gt; RunCommand   -&gt; HandlerRun
 *                           -&gt; RehearseCommand -&gt; Daemon, for the launcher's archive of classes
 *                           -&gt; StopCommand, HelpCommand, VersionCommand
 *                           -&gt; StatusCommand, ModulesCommand, ReloadCommand, RollbackCommand
 *                                    |
 *                              ControlSocket, of the daemon that runs -&gt; ControlCommands -&gt; Daemon
 * </pre>
 */
@NullMarked
package org.postern.daemon.ops;

import org.jspecify.annotations.NullMarked;
