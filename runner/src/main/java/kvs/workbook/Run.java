package kvs.workbook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kvs.workbook.course.CourseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * Runs a program of the course, from its launcher in {@code bin}. It has this process's standard streams, and its exit
 * code becomes that of this process.
 */
@Command(
        name = "run",
        description = {
            "Runs a program of the course, from bin. With --mine, with what you have written.",
            "What is not written yet is lent from the finished parts, and said on standard error."
        },
        footer = {
            "",
            "Examples:",
            "  ./workbook run kvs-server --addr 127.0.0.1:4000 --mine",
            "  ./workbook run kvs-client get greeting",
            "  ./workbook run --mine kvs-cluster --nodes 3",
            "",
            "Programs: kvs-server, kvs-client, kvs-log, kvs-sharded, kvs-sim, kvs-node, kvs-cluster, kvs-maelstrom.",
            "kvs-client --cluster HOST:PORT is the client of a cluster.",
            "What stands behind PROGRAM goes to it, but for the first --mine; behind -- that is a word like any other.",
            "The exit code is the program's; 1 if your code does not compile."
        })
final class Run implements Callable<Integer> {
    private static final String MINE = "--mine";

    private static final List<Launch> PROGRAMS = List.of(
            new Launch("kvs-server", 3),
            new Launch("kvs-client", 3),
            new Launch("kvs-log", 3),
            new Launch("kvs-sharded", 4),
            new Launch("kvs-sim", 5),
            new Launch("kvs-node", 5),
            new Launch("kvs-cluster", 5),
            new Launch("kvs-maelstrom", 5));

    /** With this word, the launcher of the client starts the one of part 5. */
    private static final String CLUSTER = "--cluster";

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Main main;

    @Option(names = MINE, description = "With your own classes in front of the finished ones.")
    boolean mine;

    @Parameters(index = "0", paramLabel = "PROGRAM", description = "Its name: see below.")
    @SuppressWarnings("NullAway.Init")
    String name;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "WORDS",
            description = "The program's own; see its --help.")
    List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws WorkbookException, CourseException, IOException, InterruptedException {
        Launch program = PROGRAMS.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> WorkbookException.usage("there is no program '" + name + "': there is "
                        + PROGRAMS.stream().map(Launch::name).collect(Collectors.joining(", "))));
        List<String> own = ownWords();
        return forCluster(program, own)
                .run(main, own, mine ? Launch.Own.EVERY_PART : Launch.Own.NO_PART, name + " " + MINE);
    }

    /** The client is that of part 5 if its words say so, as its launcher decides it. */
    static Launch forCluster(Launch program, List<String> words) {
        boolean cluster = program.name().equals("kvs-client") && isForCluster(words);
        return cluster ? new Launch(program.name(), 5) : program;
    }

    private static boolean isForCluster(List<String> words) {
        for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
            String word = words.get(i);
            // set KEY --cluster: a value, whatever it looks like.
            boolean value = i >= 2 && words.get(i - 2).equals("set");
            if (!value && (word.equals(CLUSTER) || word.startsWith(CLUSTER + "="))) {
                return true;
            }
        }
        return false;
    }

    /** The program's words. {@code --mine} is taken out of them and noted. */
    private List<String> ownWords() {
        int end = words.contains("--") ? words.indexOf("--") : words.size();
        int at = words.subList(0, end).indexOf(MINE);
        mine |= at >= 0;
        List<String> own = new ArrayList<>(words);
        if (at >= 0) {
            own.remove(at);
        }
        return own;
    }
}
