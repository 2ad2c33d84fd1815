package org.postern.daemon.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

import org.postern.api.Apache;

/**
 * The phases in which handlers run, in order, as mod_python really ran them.
 *
 * <p>{@link #continuesOn} are the results after which the next handler of the same phase runs; any other is the phase's result.
 */
public enum Phase {
    POST_READ_REQUEST("PostReadRequest", "postReadRequestHandler", Set.of(Apache.OK, Apache.DECLINED)),
    TRANS("Trans", "transHandler", Set.of(Apache.DECLINED)),
    INIT("Init", "initHandler", Set.of(Apache.OK, Apache.DECLINED)),
    HEADER_PARSER("HeaderParser", "headerParserHandler", Set.of(Apache.OK, Apache.DECLINED)),
    ACCESS("Access", "accessHandler", Set.of(Apache.OK, Apache.DECLINED)),
    AUTHEN("Authen", "authenHandler", Set.of(Apache.DECLINED)),
    AUTHZ("Authz", "authzHandler", Set.of(Apache.DECLINED)),
    TYPE("Type", "typeHandler", Set.of(Apache.DECLINED)),
    FIXUP("Fixup", "fixupHandler", Set.of(Apache.OK, Apache.DECLINED)),
    CONTENT("", "handler", Set.of(Apache.OK)),
    LOG("Log", "logHandler", Set.of(Apache.OK, Apache.DECLINED)),
    CLEANUP("Cleanup", "cleanupHandler", Set.of(Apache.OK));

    private final String directive;
    private final String member;
    private final Set<Integer> continuesOn;

    Phase(String name, String member, Set<Integer> continuesOn) {
        this.directive = "Java" + name + "Handler";
        this.member = member;
        this.continuesOn = continuesOn;
    }

    /** The directive that names the phase's handlers, such as {@code JavaFixupHandler}. */
    public String directive() {
        return directive;
    }

    /** The method that a handler has if its directive names none. */
    public String member() {
        return member;
    }

    /** Whether the next handler of this phase runs after one that returned {@code result}. */
    public boolean continuesOn(int result) {
        return continuesOn.contains(result);
    }

    /** Whether the phase decides who may see the resource, so that no section of the configuration can take its handlers away. */
    public boolean guards() {
        return this == ACCESS || this == AUTHEN || this == AUTHZ;
    }

    /** The phase of a directive, if it names one. */
    public static Optional<Phase> of(String directive) {
        return Arrays.stream(values())
                .filter(phase -> phase.directive.equals(directive))
                .findFirst();
    }
}
