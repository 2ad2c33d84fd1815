package org.postern.daemon.importer.model;

/**
 * How one text refers to another module.
 *
 * @param name the other's class, without its package
 * @param api which of its two changing methods it calls, for {@link Kind#API}
 */
record Ref(Kind kind, Form form, String name, int api) {

    /** What it does with the other. */
    enum Kind {
        /** Calls a public method. */
        CALL,
        /** Calls a public method that the other may cease to have. */
        API,
        /** Calls a package-private method, so that both share a loader. */
        HIDDEN,
        /** Extends it, and overrides a package-private method. */
        EXTENDS,
        /** Takes its constant, which the compiler inlines. */
        VALUE,
        /** Makes its constant a part of its own, so that a third file inlines both. */
        CONSTANT,
        /** Imports it by name in its static initialiser. */
        IMPORT,
        /** The same, and can do without. */
        TRY,
        /** Imports it by name whenever it is asked. */
        RUN;

        /** Whether the other is named by a string, and looked for as it is by a directive. */
        boolean isByName() {
            return this == IMPORT || this == TRY || this == RUN;
        }

        /** Whether a circle of these, and of others of these kinds, could not be initialised or compiled. */
        boolean isOneWay() {
            return this == EXTENDS || this == CONSTANT || this == IMPORT || this == TRY;
        }

        /** Whether both then have one loader. */
        boolean joins() {
            return this == HIDDEN || this == EXTENDS;
        }
    }

    /** How it names the other. */
    enum Form {
        /** By its simple name, being of the same package; or, where a string names it, without a package. */
        SIMPLE,
        /** With its package. */
        QUALIFIED,
        /** By a single-type import. */
        SINGLE,
        /** By an import of its whole package. */
        WILDCARD,
        /** By a static import of all its members. */
        STATIC
    }

    /** What stands before the other's members. */
    String qualifier(boolean fromPackage) {
        return switch (form) {
            case SIMPLE, SINGLE, WILDCARD -> name + ".";
            case QUALIFIED -> (fromPackage ? "" : "pk.") + name + ".";
            case STATIC -> "";
        };
    }

    /** What a string has to say. */
    String byName() {
        return (form == Form.QUALIFIED ? "pk." : "") + name;
    }

    /** How answers call it. */
    String label() {
        return kind + " " + name;
    }
}
