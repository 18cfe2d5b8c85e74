package kvs.workbook.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/**
 * Hands what the compiler writes to a map instead of the disk; reading goes to the standard file manager,
 * which keeps its jars open from one compilation to the next.
 */
final class MemoryFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {

    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    MemoryFiles(StandardJavaFileManager disk) {
        super(disk);
    }

    /** The classes written since the last call. */
    Map<String, byte[]> take() {
        Map<String, byte[]> classes = new HashMap<>();
        written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        written.clear();
        return classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind) {
            @Override
            public OutputStream openOutputStream() {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                written.put(className, bytes);
                return bytes;
            }
        };
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        // Without this, javac looks for sources on the class path when there is no source path.
        return location == StandardLocation.CLASS_PATH && kinds.contains(JavaFileObject.Kind.SOURCE)
                ? super.list(location, packageName, Set.of(JavaFileObject.Kind.CLASS), recurse)
                : super.list(location, packageName, kinds, recurse);
    }

    /** A source that is a string. Its path is kept, for messages, beside the URI that javac wants. */
    static final class Source extends SimpleJavaFileObject {

        final String path;
        private final String text;

        Source(String path, String text) {
            super(URI.create("memory:///").resolve(path.replace('\\', '/').replace(" ", "%20")), Kind.SOURCE);
            this.path = path;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE && ("/" + path.replace('\\', '/')).endsWith("/" + simpleName + ".java");
        }
    }
}
