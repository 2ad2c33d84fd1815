package org.postern.daemon.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postern.ajp.AjpFields;
import org.postern.daemon.fault.Fault;

/** Turns directives into a {@link Plan}. */
final class PlanParser {

    private final boolean debug;

    /** @param debug JavaDebug where no directive says otherwise */
    PlanParser(boolean debug) {
        this.debug = debug;
    }

    Plan parse(AjpFields attributes, String protocol) {
        Blocks blocks = new Blocks(attributes);
        Directives chosen = blocks.chosen(protocol);
        try {
            for (Directives block : blocks.all()) {
                block.checkKnown();
            }
            return plan(chosen, handlers(blocks, chosen), null);
        } catch (Fault fault) {
            return plan(new Directives(), Map.of(), fault);
        }
    }

    private Plan plan(Directives block, Map<Phase, List<HandlerList>> handlers, @Nullable Fault fault) {
        return new Plan(
                handlers,
                filters(block, Directive.JAVA_INPUT_FILTER, Directive.JAVA_SET_INPUT_FILTER),
                filters(block, Directive.JAVA_OUTPUT_FILTER, Directive.JAVA_SET_OUTPUT_FILTER),
                block.text(Directive.JAVA_ROOT),
                path(block.text(Directive.JAVA_PATH)),
                block.named(Directive.JAVA_OPTION),
                block.text(Directive.JAVA_INTERPRETER),
                block.flag(Directive.JAVA_INTERP_PER_DIRECTORY, false),
                block.isFolder(),
                block.flag(Directive.JAVA_INTERP_PER_DIRECTIVE, false),
                block.flag(Directive.JAVA_AUTO_RELOAD, true),
                block.flag(Directive.JAVA_DEBUG, debug),
                block.flag(Directive.JAVA_CODE, true),
                block.choice(Directive.JAVA_RELOAD_ON_ERROR, Plan.ReloadOnError.class, "keep or fail"),
                compiler(block),
                block.text(Directive.JAVA_AUTH_NAME),
                block.number(Directive.JAVA_TIMEOUT, 86_400),
                ErrorDocument.parse(block.named(Directive.JAVA_ERROR_DOCUMENT)),
                fault);
    }

    private static Plan.Compiler compiler(Directives block) {
        Plan.Compiler chosen = block.choice(Directive.JAVA_COMPILER, Plan.Compiler.class, "ecj or janino");
        return chosen == null ? Plan.Compiler.ECJ : chosen;
    }

    private static Filters filters(Directives block, Directive define, Directive use) {
        Map<String, Handler> defined = new HashMap<>();
        block.named(define).forEach((name, handler) -> {
            if (!handler.equalsIgnoreCase("None")) {
                String root = block.text(Directive.JAVA_ROOT);
                defined.put(name.toLowerCase(Locale.ROOT), HandlerParser.parseOne(define.spelling(), handler, root));
            }
        });
        String used = block.text(use);
        List<String> names = used == null
                ? List.of()
                : Arrays.stream(used.split(";"))
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .filter(name -> !name.isEmpty())
                        .toList();
        return new Filters(defined, names);
    }

    /** JavaPath, cut at its colons. */
    static List<String> path(@Nullable String value) {
        return value == null
                ? List.of()
                : Arrays.stream(value.split(":"))
                        .filter(entry -> !entry.isBlank())
                        .toList();
    }

    private static Map<Phase, List<HandlerList>> handlers(Blocks blocks, Directives chosen) {
        Map<Phase, List<HandlerList>> handlers = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            List<Directives> sections = phase.guards() ? blocks.all() : List.of(chosen);
            List<HandlerList> lists = sections.stream()
                    .map(section -> handlers(section, phase))
                    .filter(list -> !list.isEmpty())
                    .distinct()
                    .toList();
            if (!lists.isEmpty()) {
                handlers.put(phase, lists);
            }
        }
        return handlers;
    }

    private static HandlerList handlers(Directives block, Phase phase) {
        HandlerList list = HandlerList.EMPTY;
        String root = block.text(Directive.JAVA_ROOT);
        for (Directive directive : Directive.values()) {
            String value = directive.phase() == phase ? block.text(directive) : null;
            if (value != null) {
                list = HandlerParser.parse(directive.spelling(), value, root);
            }
        }
        String module = block.text(Directive.JAVA_HANDLER_MODULE);
        if (module != null) {
            Handler silent = new Handler.Named(module, null, root, true);
            list = list.union(new HandlerList(List.of(silent), Map.of()));
        }
        return list;
    }
}
