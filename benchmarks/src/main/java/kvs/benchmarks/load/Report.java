package kvs.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was measured, as text for a person and as JSON for a program: one field a line, so that a shell script can do
 * without a JSON parser.
 *
 * @param yardstick the same load against the yardstick, if it was run beside
 */
record Report(Measurement measured, Optional<Measurement> yardstick) {
    /** Above this the generator is suspected of measuring itself. */
    private static final double BUSY = 0.9;

    String text() {
        Load load = measured.load();
        Tally tally = measured.tally();
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s at %s: %,d %s, pipeline %,d, values of %s, %.0f %% reads of %,d keys (%s), seed %d",
                load.protocol().name(),
                Run.shown(load.address()),
                load.clients(),
                load.clients() == 1 ? "client" : "clients",
                load.pipeline(),
                load.mix().sizes(),
                100 * load.mix().readShare(),
                load.mix().keys(),
                load.mix().choice().word(),
                load.seed());
        line(text, "");
        line(text, "throughput  %,15.0f requests/s", measured.throughput());
        line(text, "requests    %,15d in %.2f s", measured.requests(), measured.seconds());
        line(text, "  reads     %,15d found, %,d not found", tally.found, tally.absent);
        line(text, "  writes    %,15d", tally.stored);
        line(
                text,
                "  errors    %,15d%s",
                tally.errors,
                tally.otherErrors == 0 ? "" : String.format(Locale.ROOT, ", and %,d before", tally.otherErrors));
        line(
                text,
                "kvs-bench   %,15.0f %% busy%s",
                100 * measured.busy(),
                measured.busy() > BUSY ? ": it may be the bottleneck, see --threads" : "");
        line(text, "");
        text.append("latency, ms");
        Measurement.PERCENTILES.forEach(p -> text.append(String.format("%9s", name(p))));
        line(text, "%9s%9s", "max", "mean");
        text.append("           ");
        Measurement.PERCENTILES.forEach(
                p -> text.append(String.format(Locale.ROOT, "%9.3f", measured.micros(p) / 1e3)));
        line(text, "%9.3f%9.3f", measured.mostMicros() / 1e3, measured.meanMicros() / 1e3);
        yardstick.ifPresent(self -> {
            line(text, "");
            line(
                    text,
                    "self-test   %,15.0f requests/s: %.2f times as many",
                    self.throughput(),
                    self.throughput() / measured.throughput());
        });
        return text.toString();
    }

    private static String name(double percentile) {
        return "p" + (percentile % 1 == 0 ? String.valueOf((int) percentile) : String.valueOf(percentile));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    String json() {
        Load load = measured.load();
        Tally tally = measured.tally();
        List<String> fields = new ArrayList<>();
        field(fields, "program", quoted("kvs-bench 0.1.0"));
        field(fields, "address", quoted(Run.shown(load.address())));
        field(fields, "protocol", quoted(load.protocol().name()));
        field(fields, "clients", load.clients());
        field(fields, "pipeline", load.pipeline());
        field(fields, "threads", load.threads());
        field(fields, "keys", load.mix().keys());
        field(fields, "keysBy", quoted(load.mix().choice().word()));
        field(fields, "valueBytes", load.mix().valueBytes());
        field(fields, "readShare", load.mix().readShare());
        field(fields, "largeShare", load.mix().largeShare());
        field(fields, "warmUpSeconds", load.warmUp().toMillis() / 1e3);
        field(fields, "seed", load.seed());
        field(fields, "requests", measured.requests());
        field(fields, "seconds", number(measured.seconds()));
        field(fields, "throughputPerSecond", number(measured.throughput()));
        field(fields, "found", tally.found);
        field(fields, "notFound", tally.absent);
        field(fields, "stored", tally.stored);
        field(fields, "errors", measured.errors());
        field(fields, "firstError", quoted(tally.firstError));
        field(fields, "generatorBusy", number(measured.busy()));
        field(fields, "latencyMinMicros", number(measured.leastMicros()));
        field(fields, "latencyMeanMicros", number(measured.meanMicros()));
        for (double percentile : Measurement.PERCENTILES) {
            field(fields, "latencyP" + name(percentile).substring(1) + "Micros", number(measured.micros(percentile)));
        }
        field(fields, "latencyMaxMicros", number(measured.mostMicros()));
        yardstick.ifPresent(self -> field(fields, "selfTestPerSecond", number(self.throughput())));
        field(
                fields,
                "curve",
                measured.curve().stream()
                        .map(point -> "\n    {\"percentile\": "
                                + String.format(Locale.ROOT, "%.5f", point.percentile()) + ", \"micros\": "
                                + number(point.micros()) + "}")
                        .collect(Collectors.joining(",", "[", "\n  ]")));
        return "{\n" + String.join(",\n", fields) + "\n}\n";
    }

    private static void field(List<String> fields, String name, Object value) {
        fields.add("  " + quoted(name) + ": " + value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
