package org.postern.daemon.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.postern.daemon.compiler.Compiled;

/** Gives units their loaders, linked to those of the units that they were compiled against. */
final class Linker {

    private final Importer importer;
    private final Build build;
    private final Group group;

    /** @param build what makes the units */
    Linker(Importer importer, Build build, Group group) {
        this.importer = importer;
        this.build = build;
        this.group = group;
    }

    /** @param units each after those that it uses */
    List<Linked> link(List<UnitCutter.Unit> units, Places places) {
        List<Linked> all = new ArrayList<>();
        units.forEach(unit -> all.addAll(link(unit, places)));
        return all;
    }

    private List<Linked> link(UnitCutter.Unit unit, Places places) {
        long number = importer.nextVersion();
        Map<String, Compiled> owners = new HashMap<>();
        Map<String, UnitLoader> links = new HashMap<>();
        List<Path> files = unit.files().stream().map(Compiled::file).toList();
        meanings(unit, files).forEach((name, file) -> {
            if (files.contains(file.file())) {
                owners.put(name, file);
            } else {
                UnitLoader loader = group.loader(file.file());
                if (loader != null) {
                    links.put(name, loader);
                }
            }
        });
        UnitLife life = new UnitLife(importer, importer.kept().version(), build);
        UnitLoader loader = new UnitLoader(importer.name() + "#" + number, importer.libraries(), owners, life, links);
        UnitVersion version = new UnitVersion(number, files, unit.joins(), loader);
        List<Linked> made = new ArrayList<>();
        for (Compiled file : unit.files()) {
            Path logical = places.logical(file.source());
            life.called(file.file(), logical);
            made.add(new Linked(file, logical, version));
        }
        made.forEach(group::add);
        return made;
    }

    private Map<String, Compiled> meanings(UnitCutter.Unit unit, List<Path> files) {
        group.blame(Set.copyOf(files));
        Map<String, Compiled> meanings = new UnitNames(unit.files(), unit.joins(), group::compiled).meanings();
        group.blame(Set.of());
        return meanings;
    }
}
