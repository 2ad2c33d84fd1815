package org.postern.daemon.form;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random bodies, few and many. */
class MultipartFuzzTest {

    @Test
    void randomBodies() throws IOException {
        MultipartFuzz.run(1, 20_000);
    }

    @Test
    void randomForms() throws IOException {
        FormFuzz.run(1, 5_000);
    }

    @Test
    @Tag("long")
    void manyRandomForms() throws IOException {
        for (long seed = 2; seed < 60; seed++) {
            FormFuzz.run(seed, 20_000);
        }
    }

    @Test
    @Tag("long")
    void manyRandomBodies() throws IOException {
        for (long seed = 2; seed < 60; seed++) {
            MultipartFuzz.run(seed, 100_000);
        }
    }
}
