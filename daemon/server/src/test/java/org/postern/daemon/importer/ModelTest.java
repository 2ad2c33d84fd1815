package org.postern.daemon.importer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.daemon.importer.model.Op;

/**
 * Random edits of a small tree of modules that use each other in every way there is: what a request is told is explained by one state that
 * was on disk, the newest one as soon as nothing happens any more, and what had no cause to be made anew has not been.
 */
class ModelTest {

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 14, 41, 51})
    void editsAtStopPoints_areExplainedByOneState(long seed) throws IOException {
        check(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("long")
    void manyEditsAtStopPoints_areExplainedByOneState(long seed) throws IOException {
        check(seed);
    }

    private static void check(long seed) throws IOException {
        ModelStory story = ModelStory.random(seed);
        AssertionError error = story.outcome();
        if (error != null) {
            throw story.shortest(error, 60);
        }
    }

    @Test
    void requestsDuringEdits_areExplainedByOneStateEach() throws Exception {
        concurrently(7, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("long")
    void requestsDuringManyEdits_areExplainedByOneStateEach(long seed) throws Exception {
        concurrently(seed, 10);
    }

    private static void concurrently(long seed, int turns)
            throws IOException, InterruptedException, ExecutionException {
        Random random = new Random(seed);
        List<List<Op>> edits = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            List<Op> ops = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                ops.add(Op.random(random));
            }
            edits.add(ops);
        }
        new ModelCrowd(seed).run(edits);
    }
}
