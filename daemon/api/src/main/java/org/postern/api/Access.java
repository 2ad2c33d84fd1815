package org.postern.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which users may see a page of {@code postern.publisher}. On a class it holds for everything in it, on a field for everything behind
 * it.
 *
 * <p>The value names a method {@code boolean name(Request req, String user)} of the same class, or of one around it; {@code user} is
 * null where nobody has found out who it is. Whoever it turns away gets a 403.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
public @interface Access {

    /** The method's name. */
    String value();
}
