package kvs.workbook.mutation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.ExerciseId;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Part;
import kvs.workbook.course.Slashes;
import kvs.workbook.course.TaskPage;
import org.pitest.bytecode.analysis.ClassTree;
import org.pitest.classinfo.ClassName;
import org.pitest.mutationtest.EngineArguments;
import org.pitest.mutationtest.build.MutationInterceptor;
import org.pitest.mutationtest.build.intercept.equivalent.EqualsPerformanceShortcutFilter;
import org.pitest.mutationtest.build.intercept.equivalent.EquivalentReturnMutationFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.AssertFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.EnumFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.EnumSwitchFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.ForEachLoopFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.ImplicitNullCheckFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.InlinedFinallyBlockFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.MethodReferenceNullCheckFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.RecordFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.StringSwitchFilter;
import org.pitest.mutationtest.build.intercept.javafeatures.TryWithResourcesFilter;
import org.pitest.mutationtest.build.intercept.logging.LoggingCallsFilter;
import org.pitest.mutationtest.build.intercept.timeout.AvoidForLoopCounterFilter;
import org.pitest.mutationtest.build.intercept.timeout.InfiniteForLoopFilter;
import org.pitest.mutationtest.build.intercept.timeout.InfiniteIteratorLoopFilter;
import org.pitest.mutationtest.config.ReportOptions;
import org.pitest.mutationtest.engine.Mutater;
import org.pitest.mutationtest.engine.MutationDetails;
import org.pitest.mutationtest.engine.MutationIdentifier;
import org.pitest.mutationtest.engine.gregor.MethodMutatorFactory;
import org.pitest.mutationtest.engine.gregor.config.GregorEngineFactory;
import org.pitest.mutationtest.engine.gregor.config.Mutator;

/**
 * Makes the mutants of a part's exercises, with PIT's engine.
 *
 * <p>Only lines of a method marked {@code @exercise}, or of a helper marked {@code @solution}, are changed. What PIT
 * itself leaves out is left out here: code that the compiler generates, calls of a logger, and changes that only make
 * a loop endless.
 */
public final class Mutants implements AutoCloseable {

    private static final List<String> MUTATORS = List.of("STRONGER", "NON_VOID_METHOD_CALLS");

    private static final Map<String, String> NAMES = Mutator.fromStrings(MUTATORS).stream()
            .collect(Collectors.toMap(MethodMutatorFactory::getGloballyUniqueId, MethodMutatorFactory::getName));

    private final Part part;
    private final ClassFiles classes;
    private final Mutater mutater;
    private final List<MutationInterceptor> filters = filters();
    /** Guarded by this. */
    private final Map<Mutation.Key, MutationIdentifier> made = new HashMap<>();

    /**
     * Opens the class files of a part.
     *
     * @param jar the part's jar
     * @param others the jars that its classes use
     */
    public Mutants(Part part, Path jar, List<Path> others) {
        this.part = part;
        this.classes = new ClassFiles(jar, others);
        this.mutater = new GregorEngineFactory()
                .createEngine(EngineArguments.arguments().withMutators(MUTATORS))
                .createMutator(classes);
    }

    /** A filter remembers the class that it looks at, so each object has its own. */
    private static List<MutationInterceptor> filters() {
        return List.of(
                new TryWithResourcesFilter(),
                new InlinedFinallyBlockFilter(),
                new ImplicitNullCheckFilter(),
                new MethodReferenceNullCheckFilter(),
                new ForEachLoopFilter(),
                new EnumFilter(),
                new EnumSwitchFilter(),
                new RecordFilter(),
                new StringSwitchFilter(),
                new AssertFilter(),
                new EqualsPerformanceShortcutFilter(),
                new EquivalentReturnMutationFilter().createInterceptor(null),
                new LoggingCallsFilter(ReportOptions.LOGGING_CLASSES),
                new InfiniteForLoopFilter(),
                new InfiniteIteratorLoopFilter(),
                new AvoidForLoopCounterFilter());
    }

    /** Whether an exercise can have mutants: its answer must be code of the part, and not a test. */
    public static boolean serve(Exercise exercise) {
        return exercise.page().kind() == TaskPage.Kind.WRITE;
    }

    /**
     * Returns the mutants of the answer to an exercise, in the order of the code.
     *
     * @throws CourseException when the part's sources cannot be read
     * @throws IOException when the part's jar cannot be read
     */
    public synchronized List<Mutation> of(Exercise exercise) throws CourseException, IOException {
        List<Mutation> mutations = new ArrayList<>();
        if (serve(exercise)) {
            for (MarkedSource source : part.sources()) {
                addAll(mutations, source, exercise.id());
            }
        }
        return mutations;
    }

    private void addAll(List<Mutation> mutations, MarkedSource source, ExerciseId id) throws IOException {
        List<MarkedSource.Method> answer = source.answer(id);
        if (answer.isEmpty()) {
            return;
        }
        List<MutationDetails> found = new ArrayList<>();
        // Below src/main/java.
        Path path = source.fileInPart().subpath(3, source.fileInPart().getNameCount());
        for (String className : classes.of(Slashes.of(path))) {
            for (MutationDetails details : unfiltered(className)) {
                int line = details.getLineNumber();
                if (answer.stream().anyMatch(method -> method.firstLine() <= line && line <= method.lastLine())) {
                    found.add(details);
                }
            }
        }
        found.sort(Comparator.comparingInt(MutationDetails::getLineNumber).thenComparing(MutationDetails::getId));
        List<String> lines = source.text().lines().toList();
        for (MutationDetails details : found) {
            String code = lines.get(details.getLineNumber() - 1).strip();
            if (!CompilersCode.isIn(code, details)) {
                mutations.add(mutation(source.file(), code, id, details));
            }
        }
    }

    private Mutation mutation(Path file, String code, ExerciseId id, MutationDetails details) {
        String method = method(details);
        String mutator = NAMES.getOrDefault(details.getMutator(), "OTHER");
        int nth = 1;
        Mutation.Key key = new Mutation.Key(id, method, mutator, nth, code);
        while (made.containsKey(key) && !details.getId().equals(made.get(key))) {
            nth++;
            key = new Mutation.Key(id, method, mutator, nth, code);
        }
        made.put(key, details.getId());
        String description = details.getDescription().replaceFirst(" for \\S+::\\S+$", "");
        return new Mutation(key, file, details.getLineNumber(), description);
    }

    /** The method in the source: {@code lambda$decode$3} of {@code Codec$1} is in {@code Codec.decode}. */
    private static String method(MutationDetails details) {
        String type =
                details.getClassName().getNameWithoutPackage().asJavaName().replaceAll("\\$\\d+", "");
        String method = details.getMethod().replaceFirst("^lambda\\$(.+)\\$\\d+$", "$1");
        return type.replace('$', '.') + "." + method;
    }

    private Collection<MutationDetails> unfiltered(String className) throws IOException {
        byte[] bytes = classes.getBytes(className).orElseThrow(() -> new IOException(className + " has gone"));
        ClassTree tree = ClassTree.fromBytes(bytes);
        Collection<MutationDetails> details = mutater.findMutations(ClassName.fromString(className));
        for (MutationInterceptor filter : filters) {
            filter.begin(tree);
            details = filter.intercept(details, mutater);
            filter.end();
        }
        return details;
    }

    /** Returns the changed class of a mutant that {@link #of} returned, by its binary name. Any thread may call it. */
    synchronized Map<String, byte[]> changed(Mutation mutation) {
        MutationIdentifier id = made.get(mutation.key());
        if (id == null) {
            throw new IllegalArgumentException("not one of these mutants: " + mutation);
        }
        return Map.of(id.getClassName().asJavaName(), mutater.getMutation(id).getBytes());
    }

    @Override
    public void close() throws IOException {
        classes.close();
    }
}
