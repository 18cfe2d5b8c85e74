package kvs.workbook.check;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.regex.Pattern;

/**
 * Finds the threads that a run has left behind: they may disturb the next one.
 *
 * <p>The first virtual thread starts platform threads that carry and wake all later ones. They belong to the JVM and
 * stay, so they do not count, and the virtual threads themselves do. These are in no thread group; a thread dump lists
 * them, and takes a few milliseconds.
 */
final class LeftThreads {

    private static final Pattern VIRTUAL =
            Pattern.compile("\"virtual\": true,\\s+\"name\": \"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The JVM's own virtual threads. */
    private static final Pattern POLLER = Pattern.compile("SubPoller-\\d+");

    private final Set<Thread> before = platform();

    /** The names of the threads that were not there when this object was made and have not ended. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        boolean virtual = false;
        for (Thread thread : platform()) {
            if (servesVirtualThreads(thread)) {
                virtual = true;
            } else if (!before.contains(thread)
                    && !isIdleInCommonPool(thread)
                    && thread.isAlive()
                    && !thread.getName().equals("watchdog")) {
                names.add(Failures.bounded(thread.getName()));
            }
        }
        if (virtual) {
            names.addAll(virtual());
        }
        return names;
    }

    private static Set<Thread> platform() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        for (ThreadGroup above = root.getParent(); above != null; above = above.getParent()) {
            root = above;
        }
        Thread[] all = new Thread[2 * root.activeCount() + 16];
        return new HashSet<>(Arrays.asList(all).subList(0, root.enumerate(all, true)));
    }

    /** Whether it is one of the scheduler's threads, or wakes virtual threads that wait for input or output. */
    private static boolean servesVirtualThreads(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null
                && switch (group.getName()) {
                    case "CarrierThreads" -> true;
                    case "InnocuousThreadGroup" ->
                        thread.getName().equals("VirtualThread-unblocker")
                                || thread.getName().endsWith("Poller");
                    default -> false;
                };
    }

    /** The JDK's common pool keeps its threads for a while after their last task. */
    private static boolean isIdleInCommonPool(Thread thread) {
        return thread instanceof ForkJoinWorkerThread worker
                && worker.getPool() == ForkJoinPool.commonPool()
                && ForkJoinPool.commonPool().isQuiescent();
    }

    /** Without a dump, it is unknown which are left: the worker is then treated as if one was. */
    private static List<String> virtual() {
        try {
            Path directory = Files.createTempDirectory("threads");
            Path dump = directory.resolve("dump.json");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
                return virtualIn(Files.readString(dump));
            } finally {
                Files.deleteIfExists(dump);
                Files.delete(directory);
            }
        } catch (IOException e) {
            return List.of("unknown, as no thread dump could be written: " + e);
        }
    }

    private static List<String> virtualIn(String dump) {
        return VIRTUAL.matcher(dump)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !POLLER.matcher(name).matches())
                .map(name -> Failures.bounded("virtual thread " + name))
                .toList();
    }
}
