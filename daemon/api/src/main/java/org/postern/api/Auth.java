package org.postern.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may see a page of {@code postern.publisher}: whoever has a user's password. On a class it holds for everything in it, on a field
 * for everything behind it.
 *
 * <p>The value names a method {@code boolean name(Request req, String user, String password)} of the same class, or of one around it.
 * Whoever it turns away gets a 401 and is asked for a password.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
public @interface Auth {

    /** The method's name. */
    String value();
}
