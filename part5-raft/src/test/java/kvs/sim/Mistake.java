package kvs.sim;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A file of {@code solutions/part5-raft/mistakes}, built into the type that it is a wrong version of.
 *
 * @param id the file's name without its ending, such as {@code 5.1-log-not-compared}
 * @param type the name of the type that it spoils
 * @param source the text of that type's file with the mistake in it
 */
record Mistake(String id, String type, String source) {

    /** A change of a text. */
    private record Edit(int from, int to, String text) {}

    /** The members of a type and of its nested types, by a name that two versions of a file share. */
    private record Parsed(String text, CompilationUnitTree unit, Trees trees) {
        ClassTree type() {
            return (ClassTree) unit.getTypeDecls().getFirst();
        }

        int start(Tree tree) {
            return (int) positions().getStartPosition(unit, tree);
        }

        int end(Tree tree) {
            return (int) positions().getEndPosition(unit, tree);
        }

        String text(Tree tree) {
            return text.substring(start(tree), end(tree));
        }

        private SourcePositions positions() {
            return trees.getSourcePositions();
        }

        Map<String, Tree> members(ClassTree type) {
            Map<String, Tree> members = new LinkedHashMap<>();
            type.getMembers().forEach(member -> members.put(name(member), member));
            return members;
        }

        private static String name(Tree member) {
            return switch (member) {
                case MethodTree method ->
                    method.getName()
                            + method.getParameters().stream()
                                    .map(VariableTree::getType)
                                    .toList()
                                    .toString();
                case VariableTree field -> "field " + field.getName();
                case ClassTree type -> "type " + type.getSimpleName();
                default -> member.toString();
            };
        }
    }

    static Mistake read(Path file) throws IOException {
        Parsed wrong = parse(Files.readString(file));
        String type = wrong.type().getSimpleName().toString();
        Parsed right = parse(Files.readString(BrokenRaft.source(type)));
        List<Edit> edits = new ArrayList<>();
        graft(wrong, wrong.type(), right, right.type(), edits);
        StringBuilder imports = new StringBuilder();
        wrong.unit().getImports().stream()
                .map(wrong::text)
                .filter(each -> !right.text().contains(each))
                .forEach(each -> imports.append('\n').append(each));
        int afterPackage = right.end(right.unit().getPackage());
        edits.add(new Edit(afterPackage, afterPackage, imports.toString()));
        String name = file.getFileName().toString();
        return new Mistake(name.substring(0, name.length() - ".java".length()), type, apply(right.text(), edits));
    }

    /** Replaces the members that both versions have, and adds those that only the wrong one has. */
    private static void graft(Parsed wrong, ClassTree from, Parsed right, ClassTree to, List<Edit> edits) {
        Map<String, Tree> there = right.members(to);
        wrong.members(from).forEach((name, member) -> {
            Tree old = there.get(name);
            if (wrong.end(member) < 0 || wrong.start(member) == wrong.start(from)) {
                return; // A constructor that the compiler adds.
            }
            if (old instanceof ClassTree nested && member instanceof ClassTree changed) {
                graft(wrong, changed, right, nested, edits);
            } else if (old != null) {
                edits.add(new Edit(right.start(old), right.end(old), wrong.text(member)));
            } else {
                int end = right.end(to) - 1;
                edits.add(new Edit(end, end, wrong.text(member) + "\n"));
            }
        });
    }

    private static String apply(String text, List<Edit> edits) {
        StringBuilder changed = new StringBuilder(text);
        edits.stream()
                .sorted(Comparator.comparingInt(Edit::from).reversed())
                .forEach(edit -> changed.replace(edit.from, edit.to, edit.text));
        return changed.toString();
    }

    private static Parsed parse(String text) throws IOException {
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Parsed.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, List.of(file));
        CompilationUnitTree unit = task.parse().iterator().next();
        return new Parsed(text, unit, Trees.instance(task));
    }
}
