package org.postern.handlers;

import static org.postern.api.Apache.APLOG_WARNING;
import static org.postern.api.Apache.HTTP_FORBIDDEN;
import static org.postern.api.Apache.HTTP_NOT_FOUND;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.api.Request;
import org.postern.api.ServerReturn;

/**
 * The way from a module to what a URL names: through public members of it and of the objects there, and through maps. It goes through
 * objects of modules alone: what the JDK or a library has made shows nothing but its value.
 */
final class Walk {

    private static final String DEFAULT = "index";

    private final Request req;
    private final Class<?> module;
    private final Gate gate;

    Walk(Request req, Class<?> module) {
        this.req = req;
        this.module = module;
        this.gate = new Gate(req, module);
    }

    /**
     * Goes.
     *
     * @throws ServerReturn with a 404 where there is nothing, a 403 where nobody may go, a 401 where a password is needed
     */
    Found to(List<String> names) throws Exception {
        gate.enterType(module, null);
        for (String name : names) {
            if (name.startsWith("_")) {
                req.logError("publisher: \"" + name + "\" is not for visitors", APLOG_WARNING);
                throw new ServerReturn(HTTP_FORBIDDEN);
            }
        }
        if (names.isEmpty()) {
            return member(Members.ofModule(module), DEFAULT, null);
        }
        Found found = member(Members.ofModule(module), names.get(0), null);
        for (String name : names.subList(1, names.size())) {
            found = step(found, name);
        }
        return end(found);
    }

    /** What may be shown to a visitor who came this way. */
    Contents contents() {
        return new Contents(gate);
    }

    private Found step(Found from, String name) throws Exception {
        if (!(from instanceof Found.Thing thing)) {
            throw new ServerReturn(HTTP_FORBIDDEN);
        }
        Object value = thing.value();
        if (value == null) {
            throw new ServerReturn(HTTP_NOT_FOUND);
        }
        if (value instanceof Map<?, ?> map) {
            Object of = behind(map, name);
            if (of == null) {
                throw new ServerReturn(HTTP_NOT_FOUND);
            }
            return entered(new Found.Thing(of));
        }
        if (!Members.isOfModules(value.getClass())) {
            throw new ServerReturn(HTTP_FORBIDDEN);
        }
        return member(Members.ofObject(value.getClass()), name, value);
    }

    /** A sorted map of other keys throws where others have nothing. */
    private static @Nullable Object behind(Map<?, ?> map, String name) {
        try {
            return map.get(name);
        } catch (ClassCastException otherKeys) {
            return null;
        }
    }

    private Found member(Members members, String name, @Nullable Object target) throws Exception {
        Members.Member member = members.find(name);
        if (member == null) {
            throw new ServerReturn(members.isType(name) ? HTTP_FORBIDDEN : HTTP_NOT_FOUND);
        }
        gate.enter(member.guards(), target);
        return entered(member.on(target));
    }

    private Found entered(Found found) throws Exception {
        if (found instanceof Found.Thing thing
                && thing.value() != null
                && Members.isOfModules(thing.value().getClass())) {
            gate.enterType(thing.value().getClass(), thing.value());
        }
        return found;
    }

    /** An object with an index is that page. */
    private Found end(Found found) throws Exception {
        if (found instanceof Found.Thing thing
                && thing.value() != null
                && Members.isOfModules(thing.value().getClass())) {
            Members members = Members.ofObject(thing.value().getClass());
            Members.Member index = members.find(DEFAULT);
            if (index != null && index.isMethod()) {
                gate.enter(index.guards(), thing.value());
                Found page = index.on(thing.value());
                return new Found.Default(page);
            }
        }
        return found;
    }
}
