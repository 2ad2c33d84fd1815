package org.postern.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A servlet that writes a whole HTML page: what is in it is for {@link #writeContent}, what is around it for the other methods, each
 * of which can be overridden by itself.
 *
 * <pre>
 *   writeHead                        writeBody  bodyAttrs
 *     writeHeadParts                   writeBodyParts
 *       title meta base shortcutIcon     writeContent
 *       cssLinks css jsSrc js
 * </pre>
 *
 * <p>Titles, links and attributes are escaped; {@link #css} and {@link #js} are written as they are.
 */
public abstract class HtmlPage extends Servlet {

    protected HtmlPage() {}

    /** Writes what the page is about, within its body. */
    protected abstract void writeContent() throws Exception;

    // --- what is around it

    /** The page's title, by default the name of its class. */
    protected String title() {
        return getClass().getSimpleName();
    }

    /** The URL to which links are relative; empty for the page's own. */
    protected String base() {
        return "";
    }

    /** The URL of the icon; empty for none. */
    protected String shortcutIcon() {
        return "";
    }

    /** Content by name, as in {@code description}. */
    protected Map<String, String> meta() {
        return Map.of();
    }

    /** URLs of style sheets. */
    protected List<String> cssLinks() {
        return List.of();
    }

    /** Styles; empty for none. */
    protected String css() {
        return "";
    }

    /** URLs of scripts. */
    protected List<String> jsSrc() {
        return List.of();
    }

    /** A script, which runs behind those of {@link #jsSrc}; empty for none. */
    protected String js() {
        return "";
    }

    /** Attributes of the body, by name. */
    protected Map<String, String> bodyAttrs() {
        return Map.of();
    }

    // --- how it is written

    @Override
    protected boolean respond() throws Exception {
        writeln("<!DOCTYPE html>");
        writeln("<html>");
        writeHead();
        writeBody();
        writeln("</html>");
        return true;
    }

    /** Writes the head. */
    protected void writeHead() throws Exception {
        writeln("<head>");
        writeHeadParts();
        writeln("</head>");
    }

    /** Writes what is in the head. */
    protected void writeHeadParts() throws Exception {
        writeln("<title>" + escaped(title()) + "</title>");
        for (Map.Entry<String, String> entry : meta().entrySet()) {
            writeln("<meta" + attribute("name", entry.getKey()) + attribute("content", entry.getValue()) + ">");
        }
        if (!base().isEmpty()) {
            writeln("<base" + attribute("href", base()) + ">");
        }
        if (!shortcutIcon().isEmpty()) {
            writeLink("icon", shortcutIcon());
        }
        for (String url : cssLinks()) {
            writeLink("stylesheet", url);
        }
        if (!css().isEmpty()) {
            writeln("<style>" + css() + "</style>");
        }
        for (String url : jsSrc()) {
            writeln("<script" + attribute("src", url) + "></script>");
        }
        if (!js().isEmpty()) {
            writeln("<script>" + js() + "</script>");
        }
    }

    private void writeLink(String relation, String url) throws IOException {
        writeln("<link" + attribute("rel", relation) + attribute("href", url) + ">");
    }

    /** Writes the body. */
    protected void writeBody() throws Exception {
        StringBuilder attributes = new StringBuilder();
        bodyAttrs().forEach((name, value) -> attributes.append(attribute(name, value)));
        writeln("<body" + attributes + ">");
        writeBodyParts();
        writeln("</body>");
    }

    /** Writes what is in the body; what the pages of a site have in common is best written here, around {@link #writeContent}. */
    protected void writeBodyParts() throws Exception {
        writeContent();
    }

    private static String attribute(String name, String value) {
        return " " + name + "=\"" + escaped(value) + "\"";
    }
}
