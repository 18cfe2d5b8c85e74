package kvs.cluster.local;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a node's program is started.
 *
 * @param command before the words of one node
 */
public record NodeProgram(List<String> command) {

    /** Returns the way to start {@code main} with the Java, the class path and the options of this process. */
    public static NodeProgram like(String main) {
        return like(main, System.getProperty("java.class.path"));
    }

    /** Returns the way to start {@code main} with another class path. */
    public static NodeProgram like(String main, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // Two processes cannot have a debugger on one port.
            if (!option.startsWith("-agentlib:jdwp") && !option.startsWith("-Xrunjdwp")) {
                command.add(option);
            }
        }
        command.add("-cp");
        command.add(classPath);
        command.add(main);
        return new NodeProgram(command);
    }

    /** Returns the whole command line. */
    public List<String> with(List<String> words) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(words);
        return whole;
    }
}
