package kvs.workbook.check;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Which classes to give to JUnit for a tag, without loading any: looking at all of them there would take longer than
 * running the few tests of an exercise.
 *
 * <p>JUnit decides in the end what carries a tag. This only leaves out what cannot: a file of classes that neither
 * mentions the tag's text, nor mentions a class that (directly or not) does. Superclasses, interfaces,
 * enclosing classes and annotations are all mentioned, so a tag inherited by any of these ways is found; a few files
 * too many are as well, and cost a little time.
 *
 * <p>Immutable; any thread may use it.
 */
public final class TestIndex {

    /** Names of top-level classes, {@code kvs/protocol/BytesTest}, with the texts in their constants. */
    private final Map<String, Set<String>> texts;

    private TestIndex(Map<String, Set<String>> texts) {
        this.texts = texts;
    }

    /**
     * Reads every class file once.
     *
     * @param jars jars or directories of classes
     * @throws IOException when one cannot be read
     */
    public static TestIndex of(List<Path> jars) throws IOException {
        Map<String, Set<String>> texts = new HashMap<>();
        for (Path jar : jars) {
            if (Files.isDirectory(jar)) {
                readDirectory(jar, texts);
            } else {
                readJar(jar, texts);
            }
        }
        return new TestIndex(texts);
    }

    /** The same with a learner's classes among them: some exercises are to write a test. */
    public TestIndex with(Map<String, byte[]> overlay) {
        Map<String, Set<String>> more = new HashMap<>(texts);
        overlay.keySet().forEach(name -> more.remove(topLevel(name.replace('.', '/'))));
        overlay.values().forEach(bytes -> read(bytes, more));
        return new TestIndex(more);
    }

    /**
     * Binary names of the top-level classes that may have a test with one of the tags, in order.
     *
     * @param tags empty for every class
     */
    public List<String> classesFor(Set<String> tags) {
        Set<String> found = new TreeSet<>();
        texts.forEach((name, mentioned) -> {
            if (tags.isEmpty() || !Collections.disjoint(tags, mentioned)) {
                found.add(name);
            }
        });
        // From the classes that have it to those that mention them, until nothing is added.
        while (found.addAll(mentioning(found))) {}
        return found.stream().map(name -> name.replace('/', '.')).toList();
    }

    private List<String> mentioning(Set<String> classes) {
        return texts.entrySet().stream()
                .filter(entry -> !classes.contains(entry.getKey()))
                .filter(entry -> entry.getValue().stream().anyMatch(text -> classes.contains(classNamed(text))))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The top-level class that a constant is about: an annotation has a descriptor there, other types a name. */
    private static String classNamed(String text) {
        boolean descriptor = text.startsWith("L") && text.endsWith(";");
        return topLevel(descriptor ? text.substring(1, text.length() - 1) : text);
    }

    private static String topLevel(String name) {
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }

    private static void readDirectory(Path root, Map<String, Set<String>> texts) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".class"))::iterator) {
                read(Files.readAllBytes(file), texts);
            }
        }
    }

    private static void readJar(Path path, Map<String, Set<String>> texts) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".class")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        read(in.readAllBytes(), texts);
                    }
                }
            }
        }
    }

    private static void read(byte[] bytes, Map<String, Set<String>> texts) {
        ClassModel model = ClassFile.of().parse(bytes);
        Set<String> mentioned =
                texts.computeIfAbsent(topLevel(model.thisClass().asInternalName()), _ -> new HashSet<>());
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                mentioned.add(text.stringValue());
            }
        }
    }
}
