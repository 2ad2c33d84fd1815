/**
 * Old versions that do not go: which class loaders outlive their last request, and what holds them.
 *
 * <pre>
 *   importer --retired(loader, ...)--&gt; LeakWatch --grace--&gt; Scan: Roots -&gt; Walk --&gt; report(sentence)
 *                    |                     |                              | nothing found
 *                Leftovers                 +&lt;---- Canary was collected &lt;--+
 * </pre>
 *
 * A loader that is still there is no leak until the JVM has looked for classes to unload, which it does seldom. So what is known to
 * hold loaders is looked through first: threads, their locals and timers, what is registered with the JDK, values that modules keep,
 * and static fields of classes that live longer. Each of these is a <em>root</em>, from which fields are followed as far as a bound
 * allows. Where that finds nothing, a <em>canary</em> decides: a loader made for the purpose that nobody holds. Once it is collected
 * and the old one is not, something holds the old one.
 *
 * <p>Nothing here holds a loader but by a reference that the collector clears. The search reads fields, and calls no method of the objects
 * that it meets: no getter, no {@code equals}, {@code hashCode} or {@code toString}. It initialises no class. Two things the JDK does
 * by itself: to list the fields of a class it asks that class's loader for their types, and to list threads it asks each for its
 * {@code hashCode}. For all that reflection is needed, into the JDK's own classes too, hence the packages that the launcher opens.
 * Where one is not open, that kind of holder is not seen, and nothing worse happens.
 */
@NullMarked
package org.postern.daemon.leak;

import org.jspecify.annotations.NullMarked;
