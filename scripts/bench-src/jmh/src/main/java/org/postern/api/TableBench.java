package org.postern.api;

import java.util.Map;
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
import org.openjdk.jmh.infra.Blackhole;

/** The table of a request's headers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TableBench {

    private static final String[] NAMES = {
        "Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding",
        "Cookie", "Connection", "Referer", "Sec-Fetch-Mode", "Upgrade-Insecure-Requests"
    };

    private final Table table = filled();

    private static Table filled() {
        Table table = new Table();
        for (String name : NAMES) {
            table.add(name, "some value");
        }
        return table;
    }

    @Benchmark
    public Table addTen() {
        return filled();
    }

    @Benchmark
    public Object getLast() {
        return table.get("upgrade-insecure-requests");
    }

    @Benchmark
    public Object getAbsent() {
        return table.get("Authorization");
    }

    @Benchmark
    public void iterate(Blackhole sink) {
        for (Map.Entry<String, String> each : table) {
            sink.consume(each.getValue());
        }
    }
}
