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
 *
 *   RestartCommand -&gt; ControlSocket, of the old process -&gt; Restart -&gt; scripts/postern start: the new process
 *   StartCommand there -&gt; Predecessor -&gt; the same ControlSocket -&gt; Restart -&gt; Daemon: sockets, its end
 * </pre>
 *
 * Sockets of connection handlers, which are NIO's, cannot be given to another process: the old one closes them before the new one binds
 * its own.
 */
@NullMarked
package org.postern.daemon.ops;

import org.jspecify.annotations.NullMarked;
