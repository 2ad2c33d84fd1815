package org.postern.daemon.config;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.postern.ajp.AjpRequest;
import org.postern.ajp.codec.HttpdPacket;

/** How a request finds the plan of its directives. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PlansBench {

    private static final int DIFFERENT = 1024;

    private final Plans plans = new Plans(false);
    private final AjpRequest same = request("x");
    private final AjpRequest[] different = new AjpRequest[DIFFERENT];
    private int next;

    private static AjpRequest request(String different) {
        return HttpdPacket.read(HttpdPacket.of("/srv/www/example.com/htdocs", different));
    }

    public PlansBench() {
        for (int i = 0; i < DIFFERENT; i++) {
            different[i] = request("page-" + i);
        }
    }

    @Benchmark
    public Object knownPlan_sameRequest() {
        return plans.of(same.attributes(), same.protocol());
    }

    /** Directives that are the same, in requests that are not. */
    @Benchmark
    public Object knownPlan_differentRequest() {
        AjpRequest request = different[next++ & DIFFERENT - 1];
        return plans.of(request.attributes(), request.protocol());
    }
}
