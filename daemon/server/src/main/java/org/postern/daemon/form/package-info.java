/**
 * Forms: what a query and a body say, as fields.
 *
 * <pre>
 *   Forms (limits, folder) -&gt; Form, one for each client's request -&gt; UrlencodedReader -+
 *                              |  |                                                  +-&gt; Budget: what is too much
 *                              |  +-&gt; MultipartReader -&gt; HeaderValue, Content -------+
 *                              |                            |
 *                              |                            v
 *                              +-------------------&gt; Uploads -&gt; UploadFolder: files, gone with the request
 * </pre>
 *
 * The bodies are pulled from a stream, so a client is held back as long as the disk is slow, and what is too large is refused before it
 * is read. Names and texts are bytes until the end of the form, as only then is it known whether a {@code _charset_} says what they mean.
 *
 * <p>The parser of multipart bodies is our own: that of Commons FileUpload (1.6) drops a part whose delimiter has blanks behind it, or
 * which has no headers, without a word, and ends a part at a line that merely begins like a delimiter. Ours takes blanks behind
 * delimiters and bare line feeds, which clients do send, and refuses all else that it cannot read.
 */
@NullMarked
package org.postern.daemon.form;

import org.jspecify.annotations.NullMarked;
