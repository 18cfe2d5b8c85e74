package kvs.workbook.course;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Runs the JDK's own parser, and nothing behind it: no name is resolved and no class path is opened. Its trees know
 * where they begin and end in the text, and it keeps the comments.
 */
final class SourceParser {

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** Shared, because to open one costs more than to parse a file; it is only for one thread at a time. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, Locale.ROOT, null);

    private SourceParser() {}

    static JavaSource parse(Path file, String text) throws SourceException {
        synchronized (FILES) {
            try {
                return parseIt(file, text);
            } catch (StackOverflowError | IllegalStateException e) {
                // The latter is how javac hands on an error of its own.
                throw new SourceException(file, 0, "does not parse: it is nested too deeply for the compiler");
            }
        }
    }

    private static JavaSource parseIt(Path file, String text) throws SourceException {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        // Nothing of what javac has to say beside its diagnostics is for a learner's terminal.
        var task = (JavacTask) COMPILER.getTask(
                Writer.nullWriter(), FILES, diagnostics, List.of("-proc:none"), null, List.of(new InMemory(text)));
        CompilationUnitTree unit = unitOf(task);
        for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                String message = diagnostic.getMessage(Locale.ROOT).replaceAll("\\s+", " ");
                throw new SourceException(
                        file, (int) Math.max(0, diagnostic.getLineNumber()), "does not parse: " + message);
            }
        }
        return source(file, text, unit, DocTrees.instance(task));
    }

    private static CompilationUnitTree unitOf(JavacTask task) {
        try {
            return task.parse().iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a text in memory failed", e);
        }
    }

    private static JavaSource source(Path file, String text, CompilationUnitTree unit, DocTrees trees) {
        var reader = new MemberReader(text, unit, trees);
        for (Tree type : unit.getTypeDecls()) {
            reader.read(new TreePath(new TreePath(unit), type), "");
        }
        var imports = new ArrayList<JavaSource.Import>();
        for (ImportTree tree : unit.getImports()) {
            imports.add(new JavaSource.Import(
                    tree.getQualifiedIdentifier().toString(), tree.isStatic(), reader.span(tree)));
        }
        int packageEnd =
                unit.getPackage() == null ? 0 : reader.span(unit.getPackage()).end();
        Set<String> used = Names.used(unit, reader.documentation());
        return new JavaSource(file, text, List.copyOf(reader.members()), List.copyOf(imports), packageEnd, used);
    }

    private static final class InMemory extends SimpleJavaFileObject {

        private final String text;

        InMemory(String text) {
            // The name is made up: what the file is called is of no concern to the parser.
            super(URI.create("string:///Source.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
