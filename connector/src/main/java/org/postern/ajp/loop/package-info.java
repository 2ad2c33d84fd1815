/**
 * Event loops that run short services on their own threads: leader and followers.
 *
 * <pre>
 *   leader:    I/O -&gt; tasks -&gt; turns, one after the other -&gt; I/O ...          one thread a loop, owner = that thread
 *   in a turn: a service runs; owner = the turn, so the thread is for a while no thread of the loop
 *                |- ends                          owner: turn -&gt; the thread, which goes on as leader
 *                |- enters, to write              owner: turn -&gt; the thread -&gt; turn
 *                '- takes long, or is to wait     owner: turn -&gt; nobody; a follower leads: owner -&gt; follower
 * </pre>
 *
 * A request that is handed to a thread of a pool costs two changes of thread, and these cost several times what a small handler does. So
 * the thread that has read a request runs its service as well, and {@link org.postern.ajp.loop.Watch} looks every millisecond whether
 * one has been at it since the last look: then another thread goes on with the loop, as Go's scheduler takes a processor away from a
 * goroutine that is in a system call. No service holds up a loop for more than two looks, whatever it does.
 *
 * <p>All rests on one field, the owner of the loop: whoever is to act in the loop must have it, and it changes hands by compare-and-set
 * alone. While a service runs, its own thread does not have it, so that all of Netty takes it for a stranger; it has to {@link
 * org.postern.ajp.loop.Turn#enter enter}, which fails once the loop has gone on without it.
 *
 * <p>Measured with 16 connections straight at the port, on two cores, by the processor time of the daemon for a request: 16.6 &micro;s by
 * a pool's threads, 11.4 &micro;s by turns.
 */
@NullMarked
package org.postern.ajp.loop;

import org.jspecify.annotations.NullMarked;
