package org.postern.daemon.stdio;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A stream that is another one on each thread; nobody can close it. Every method goes to the thread's own stream, as one stream's lock
 * for all would have everybody wait while a program's slow client takes what it printed.
 */
final class ThreadsOutput extends PrintStream {

    private final Supplier<PrintStream> own;

    /** @param own gives the stream of the calling thread */
    ThreadsOutput(Supplier<PrintStream> own) {
        super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        this.own = own;
    }

    /** That of all of them; the method is new with Java 18. */
    public Charset charset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public void flush() {
        own.get().flush();
    }

    @Override
    public void close() {
        flush();
    }

    @Override
    public boolean checkError() {
        return own.get().checkError();
    }

    @Override
    public void write(int b) {
        own.get().write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        own.get().write(bytes, offset, length);
    }

    @Override
    public void write(byte[] bytes) {
        writeBytes(bytes);
    }

    @Override
    public void writeBytes(byte[] bytes) {
        own.get().writeBytes(bytes);
    }

    @Override
    public void println() {
        own.get().println();
    }

    @Override
    public void print(boolean value) {
        own.get().print(value);
    }

    @Override
    public void println(boolean value) {
        own.get().println(value);
    }

    @Override
    public void print(char value) {
        own.get().print(value);
    }

    @Override
    public void println(char value) {
        own.get().println(value);
    }

    @Override
    public void print(int value) {
        own.get().print(value);
    }

    @Override
    public void println(int value) {
        own.get().println(value);
    }

    @Override
    public void print(long value) {
        own.get().print(value);
    }

    @Override
    public void println(long value) {
        own.get().println(value);
    }

    @Override
    public void print(float value) {
        own.get().print(value);
    }

    @Override
    public void println(float value) {
        own.get().println(value);
    }

    @Override
    public void print(double value) {
        own.get().print(value);
    }

    @Override
    public void println(double value) {
        own.get().println(value);
    }

    @Override
    public void print(char[] value) {
        own.get().print(value);
    }

    @Override
    public void println(char[] value) {
        own.get().println(value);
    }

    @Override
    public void print(@Nullable String value) {
        own.get().print(value);
    }

    @Override
    public void println(@Nullable String value) {
        own.get().println(value);
    }

    @Override
    public void print(@Nullable Object value) {
        own.get().print(value);
    }

    @Override
    public void println(@Nullable Object value) {
        own.get().println(value);
    }

    @Override
    public PrintStream printf(String format, @Nullable Object... values) {
        own.get().format(format, values);
        return this;
    }

    @Override
    public PrintStream printf(@Nullable Locale locale, String format, @Nullable Object... values) {
        own.get().format(locale, format, values);
        return this;
    }

    @Override
    public PrintStream format(String format, @Nullable Object... values) {
        own.get().format(format, values);
        return this;
    }

    @Override
    public PrintStream format(@Nullable Locale locale, String format, @Nullable Object... values) {
        own.get().format(locale, format, values);
        return this;
    }

    @Override
    public PrintStream append(@Nullable CharSequence text) {
        own.get().append(text);
        return this;
    }

    @Override
    public PrintStream append(@Nullable CharSequence text, int start, int end) {
        own.get().append(text, start, end);
        return this;
    }

    @Override
    public PrintStream append(char c) {
        own.get().append(c);
        return this;
    }
}
