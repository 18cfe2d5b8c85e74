package kvs.sim;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kvs.raft.RaftOptions;
import kvs.raft.kv.ReplicaOptions;

/**
 * A plan as text: a fixture that stays the same when the drawing of plans changes.
 *
 * <pre>
 *   file  = { line "\n" }
 *   line  = "#" text | "seed" number | group "." name value | "fault" at kind node argument micros
 *   group = "shape" | "rates" | "raft" | "replica"
 *
 *   seed 42
 *   shape.voters 3
 *   rates.lossPercent 0
 *   fault 1200000 crash 2 77 300000
 * </pre>
 */
final class PlanText {
    private static final int FAULT_WORDS = 6;

    private PlanText() {}

    static String format(Plan plan) {
        StringBuilder text = new StringBuilder("seed " + plan.seed() + "\n");
        append(text, "shape", plan.shape());
        append(text, "rates", plan.rates());
        append(text, "raft", plan.raft());
        append(text, "replica", plan.replica());
        for (Fault fault : plan.faults()) {
            text.append("fault ")
                    .append(fault.at())
                    .append(' ')
                    .append(fault.kind().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(fault.node())
                    .append(' ')
                    .append(fault.argument())
                    .append(' ')
                    .append(fault.micros())
                    .append('\n');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String group, Record options) {
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            try {
                text.append(group)
                        .append('.')
                        .append(component.getName())
                        .append(' ')
                        .append(component.getAccessor().invoke(options))
                        .append('\n');
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("could not read " + component, e);
            }
        }
    }

    /** @throws IllegalArgumentException if a line is not one of a plan; the message names it */
    static Plan parse(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" +");
            try {
                if (words[0].equals("fault") && words.length == FAULT_WORDS) {
                    faults.add(fault(words));
                } else if (words.length == 2) {
                    values.put(words[0], words[1]);
                } else {
                    throw new IllegalArgumentException("a line has a name and a value");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " is not a line of a plan: \"" + line + "\": " + e.getMessage(), e);
            }
        }
        return new Plan(
                Long.parseLong(value(values, "seed")),
                record(Plan.Shape.class, "shape", values),
                record(Rates.class, "rates", values),
                record(RaftOptions.class, "raft", values),
                record(ReplicaOptions.class, "replica", values),
                faults);
    }

    private static Fault fault(String[] words) {
        return new Fault(
                Long.parseLong(words[1]),
                Fault.Kind.valueOf(words[2].toUpperCase(Locale.ROOT)),
                Integer.parseInt(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]));
    }

    private static <R extends Record> R record(Class<R> type, String group, Map<String, String> values) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = parse(types[i], value(values, group + "." + components[i].getName()));
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the values of " + group + " do not fit together: " + e.getCause(), e);
        }
    }

    private static Object parse(Class<?> type, String value) {
        if (type == boolean.class) {
            return Boolean.valueOf(value);
        }
        return type == int.class ? (Object) Integer.valueOf(value) : (Object) Long.valueOf(value);
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the plan says nothing about " + name);
        }
        return value;
    }
}
