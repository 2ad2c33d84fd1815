/** What the HTML pages of this site share. */
public final class Html {

    private Html() {}

    /** Text as HTML. What a client sent goes through here, or it could be markup. */
    public static String escape(String text) {
        return text.replace("&", "&amp;") // first, or it would escape the others
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A whole page. The title is text, the content is HTML. */
    public static String page(String title, String content) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <link rel="icon" href="/icon.svg">
                <link rel="stylesheet" href="/demo.css">
                </head>
                <body>
                <p><a href="/">All demos</a></p>
                <h1>%1$s</h1>
                <main>
                %2$s
                </main>
                </body>
                </html>
                """.formatted(escape(title), content);
    }
}
