package kvs.workbook.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.pitest.classinfo.ClassByteArraySource;

/** The class files of a part, and of all that it uses. Any thread may use it. */
final class ClassFiles implements ClassByteArraySource, AutoCloseable {

    private final Path jar;
    private final URLClassLoader classPath;

    /**
     * @param jar the part's own
     * @param others what its classes use, the part's own jar included or not
     */
    ClassFiles(Path jar, List<Path> others) {
        this.jar = jar;
        List<Path> all = new ArrayList<>(List.of(jar));
        all.addAll(others);
        classPath = new URLClassLoader(
                all.stream().map(ClassFiles::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path path) {
        try {
            return path.toAbsolutePath().toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the binary names of the part's classes that were compiled from a source file, in order.
     *
     * @param source below the source directory, {@code kvs/protocol/Bytes.java}
     */
    List<String> of(String source) throws IOException {
        String directory = source.substring(0, source.lastIndexOf('/') + 1);
        String file = source.substring(directory.length());
        List<String> names = new ArrayList<>();
        try (JarFile classes = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(classes.entries())) {
                String name = entry.getName();
                if (name.endsWith(".class")
                        && name.lastIndexOf('/') + 1 == directory.length()
                        && name.startsWith(directory)) {
                    try (InputStream in = classes.getInputStream(entry)) {
                        if (sourceFile(in.readAllBytes()).equals(file)) {
                            names.add(name.substring(0, name.length() - ".class".length())
                                    .replace('/', '.'));
                        }
                    }
                }
            }
        }
        Collections.sort(names);
        return names;
    }

    private static String sourceFile(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        return model.findAttribute(Attributes.sourceFile())
                .map(attribute -> attribute.sourceFile().stringValue())
                .orElse("");
    }

    @Override
    public Optional<byte[]> getBytes(String className) {
        try (InputStream in = classPath.getResourceAsStream(className.replace('.', '/') + ".class")) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        classPath.close();
    }
}
