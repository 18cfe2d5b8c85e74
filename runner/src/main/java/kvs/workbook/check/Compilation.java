package kvs.workbook.check;

import java.util.Map;

/** What became of a learner's sources: {@link Compiled} or {@link NotCompiled}. */
public sealed interface Compilation permits Compilation.Compiled, NotCompiled {

    /**
     * Every class that the sources define.
     *
     * @param classes class files by binary name, {@code kvs.protocol.ByteCursor$Mark}
     */
    record Compiled(Map<String, byte[]> classes) implements Compilation {
        public Compiled {
            classes = Map.copyOf(classes);
        }
    }
}
