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

    /** Long runs take others each time; the message of a failure names the seed. */
    static LongStream seeds() {
        return new Random().longs(150, 1000, 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 12, 14, 41, 51})
    void editsAtStopPoints_areExplainedByOneState(long seed) throws IOException {
        check(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("long")
    void editsAtStopPoints_areExplainedByOneState_whateverTheyAre(long seed) throws IOException {
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
    void requestsDuringEdits_areExplainedByOneStateEach_whateverTheyAre(long seed) throws Exception {
        concurrently(seed, 20);
    }

    private static void concurrently(long seed, int turns) throws IOException, InterruptedException, ExecutionException {
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
