package kvs.workbook.course;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.UnknownBlockTagTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocSourcePositions;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** Turns the parser's trees into {@link Member}s. Does not look inside of methods. */
final class MemberReader {

    private final String text;
    private final CompilationUnitTree unit;
    private final DocTrees trees;
    private final DocSourcePositions positions;
    private final List<Member> members = new ArrayList<>();
    private final List<DocCommentTree> documentation = new ArrayList<>();

    MemberReader(String text, CompilationUnitTree unit, DocTrees trees) {
        this.text = text;
        this.unit = unit;
        this.trees = trees;
        this.positions = trees.getSourcePositions();
    }

    List<Member> members() {
        return members;
    }

    /** All Javadoc comments that belong to a member. */
    List<DocCommentTree> documentation() {
        return documentation;
    }

    Span span(Tree tree) {
        return new Span((int) positions.getStartPosition(unit, tree), (int) positions.getEndPosition(unit, tree));
    }

    void read(TreePath path, String type) {
        switch (path.getLeaf()) {
            case ClassTree tree -> readType(tree, path, type);
            case MethodTree tree when isWritten(tree) -> readMethod(tree, path, type);
            case VariableTree tree
            when !isComponent(tree, path) ->
                add(
                        new MemberKey(MemberKey.Kind.FIELD, type, tree.getName().toString(), List.of()),
                        path,
                        null,
                        null,
                        List.of());
            default -> {
                // An initializer block or a stray semicolon: neither has a name, so neither can be asked for.
            }
        }
    }

    private void readType(ClassTree tree, TreePath path, String type) {
        var key = new MemberKey(MemberKey.Kind.TYPE, type, tree.getSimpleName().toString(), List.of());
        int at = members.size();
        int docsBefore = documentation.size();
        for (Tree member : tree.getMembers()) {
            read(new TreePath(path, member), key.path());
        }
        // A type that is moved takes along what the Javadoc of its members refers to.
        List<DocCommentTree> inside = List.copyOf(documentation.subList(docsBefore, documentation.size()));
        members.add(at, member(key, path, null, null, inside));
    }

    private void readMethod(MethodTree tree, TreePath path, String type) {
        boolean constructor = tree.getReturnType() == null;
        String name = constructor
                ? type.substring(type.lastIndexOf('.') + 1)
                : tree.getName().toString();
        List<String> parameters = isCompact(tree, path)
                ? List.of(MemberKey.COMPACT)
                : tree.getParameters().stream()
                        .map(parameter -> TypeNames.simple(parameter.getType()))
                        .toList();
        var key = new MemberKey(MemberKey.Kind.METHOD, type, name, parameters);
        add(key, path, tree.getBody(), notWritten(tree.getBody()), List.of());
    }

    private void add(
            MemberKey key,
            TreePath path,
            @Nullable BlockTree body,
            @Nullable String notWritten,
            List<DocCommentTree> inside) {
        members.add(member(key, path, body, notWritten, inside));
    }

    private Member member(
            MemberKey key,
            TreePath path,
            @Nullable BlockTree body,
            @Nullable String notWritten,
            List<DocCommentTree> inside) {
        Tree tree = path.getLeaf();
        Span declaration = span(tree);
        DocCommentTree doc = trees.getDocCommentTree(path);
        if (doc != null) {
            documentation.add(doc);
        }
        List<DocCommentTree> docs =
                Stream.concat(inside.stream(), Stream.ofNullable(doc)).toList();
        return new Member(
                key,
                new Span(doc == null ? declaration.start() : docStart(doc, declaration.start()), declaration.end()),
                declaration,
                body == null ? null : span(body),
                doc == null ? List.of() : marks(doc),
                doc == null ? null : DocText.of(doc),
                Names.uses(tree, body, docs),
                notWritten);
    }

    /** The parser gives the place of a comment's words, not of its opening; that is the last one before them. */
    private int docStart(DocCommentTree doc, int declaration) {
        int words = Stream.<DocTree>concat(doc.getFullBody().stream(), doc.getBlockTags().stream())
                .mapToInt(tree -> (int) positions.getStartPosition(unit, doc, tree))
                .filter(position -> position >= 0 && position <= declaration)
                .min()
                .orElse(declaration);
        int start = Lines.start(text, words);
        if (!text.substring(start, words).stripLeading().startsWith("///")) {
            return Math.max(0, text.lastIndexOf("/**", words));
        }
        while (start > 0 && Lines.at(text, start - 1).stripLeading().startsWith("///")) {
            start = Lines.start(text, start - 1);
        }
        return start + Lines.indent(text, start).length();
    }

    private List<Member.Mark> marks(DocCommentTree doc) {
        var marks = new ArrayList<Member.Mark>();
        for (DocTree tree : doc.getBlockTags()) {
            if (tree instanceof UnknownBlockTagTree tag
                    && (tag.getTagName().equals(Member.EXERCISE)
                            || tag.getTagName().equals(Member.SOLUTION))) {
                int start = (int) positions.getStartPosition(unit, doc, tag);
                int end = (int) positions.getEndPosition(unit, doc, tag);
                String content = DocText.oneLine(tag.getContent());
                marks.add(new Member.Mark(tag.getTagName(), content, new Span(start, Math.max(start, end))));
            }
        }
        return List.copyOf(marks);
    }

    /** The parser adds no default constructor, but a record's members may come without a place in the text. */
    private boolean isWritten(MethodTree tree) {
        return positions.getStartPosition(unit, tree) >= 0 && positions.getEndPosition(unit, tree) >= 0;
    }

    /** The components of a record are given as fields. They are part of its header, not members to edit. */
    private static boolean isComponent(VariableTree tree, TreePath path) {
        return path.getParentPath().getLeaf().getKind() == Tree.Kind.RECORD
                && !tree.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    private boolean isCompact(MethodTree tree, TreePath path) {
        boolean recordConstructor =
                path.getParentPath().getLeaf().getKind() == Tree.Kind.RECORD && tree.getReturnType() == null;
        if (!recordConstructor || tree.getBody() == null) {
            return false;
        }
        int modifiersEnd = (int) positions.getEndPosition(unit, tree.getModifiers());
        int from = Math.max(modifiersEnd, span(tree).start());
        return !text.substring(from, span(tree.getBody()).start()).contains("(");
    }

    private static @Nullable String notWritten(@Nullable BlockTree body) {
        if (body != null
                && body.getStatements().size() == 1
                && body.getStatements().getFirst() instanceof ThrowTree thrown
                && thrown.getExpression() instanceof NewClassTree exception
                && Set.of("UnsupportedOperationException", "java.lang.UnsupportedOperationException")
                        .contains(exception.getIdentifier().toString())
                && exception.getArguments().size() == 1) {
            ExpressionTree argument = exception.getArguments().getFirst();
            return argument instanceof LiteralTree literal && literal.getValue() instanceof String message
                    ? message
                    : null;
        }
        return null;
    }
}
