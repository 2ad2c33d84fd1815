/**
 * What the operator and the site's author say.
 *
 * <pre>
 *   settings file --SettingsReader--&gt; Settings            once, at start; the table of names is Setting
 *   AJP attributes --Blocks--&gt; Directives --PlanParser--&gt; Plan    once for each distinct set; the table of names is Directive
 *   AJP attributes --------------------&gt; Facts              each request: what httpd tells about the one request
 * </pre>
 *
 * Which block of attributes counts is decided by where the facts of the left request begin, and not by the number of blocks alone as
 * first planned: a DirectoryIndex that goes through MultiViews, and an SSI include of a folder, have numbers that mislead. See {@link
 * org.postern.daemon.config.Blocks}.
 *
 * <p>Nobody else reads settings, and nobody else knows the names of attributes. {@link org.postern.daemon.config.Phase} is here and not
 * with the runner, as the plan is keyed by phase and everything may depend on config while config depends on nothing but faults.
 */
@NullMarked
package org.postern.daemon.config;

import org.jspecify.annotations.NullMarked;
