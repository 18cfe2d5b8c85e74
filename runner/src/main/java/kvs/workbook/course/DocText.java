package kvs.workbook.course;

import com.sun.source.doctree.BlockTagTree;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.RawTextTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.UnknownBlockTagTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Javadoc comment as plain sentences, for a failure card and for the book.
 *
 * @param firstParagraph up to the first {@code <p>} or blank line, on one line
 * @param tags the block tags that the JDK does not know, in their order
 */
record DocText(String firstParagraph, List<Tag> tags) {

    /** A block tag without its at sign, and its text on one line. */
    record Tag(String name, String text) {}

    static DocText of(DocCommentTree doc) {
        var tags = new ArrayList<Tag>();
        for (DocTree tag : doc.getBlockTags()) {
            switch (tag) {
                case UnknownBlockTagTree unknown ->
                    tags.add(new Tag(unknown.getTagName(), oneLine(unknown.getContent())));
                case BlockTagTree known -> tags.add(new Tag(known.getTagName(), ""));
                default -> {
                    // An erroneous tag has neither name nor text that could be told.
                }
            }
        }
        return new DocText(firstParagraph(doc.getFullBody()), List.copyOf(tags));
    }

    Optional<String> tag(String name) {
        return tags.stream()
                .filter(tag -> tag.name().equals(name))
                .map(Tag::text)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** The trees as plain text, with one space for any white space. */
    static String oneLine(List<? extends DocTree> trees) {
        return oneLine(plain(trees));
    }

    private static String firstParagraph(List<? extends DocTree> body) {
        var paragraph = new ArrayList<DocTree>();
        for (DocTree tree : body) {
            boolean opens =
                    tree instanceof StartElementTree start && start.getName().contentEquals("p");
            if (opens && !paragraph.isEmpty()) {
                break;
            }
            paragraph.add(tree);
        }
        String text = plain(paragraph).strip().replace("\r\n", "\n");
        int blank = text.indexOf("\n\n");
        return oneLine(blank < 0 ? text : text.substring(0, blank));
    }

    private static String plain(List<? extends DocTree> trees) {
        var out = new StringBuilder();
        for (DocTree tree : trees) {
            switch (tree) {
                case TextTree text -> out.append(text.getBody());
                case RawTextTree markdown -> out.append(markdown.getContent());
                case LiteralTree literal ->
                    out.append('`').append(literal.getBody().getBody()).append('`');
                case LinkTree link when !link.getLabel().isEmpty() -> out.append(plain(link.getLabel()));
                case LinkTree link ->
                    out.append('`').append(link.getReference().getSignature()).append('`');
                case StartElementTree _, EndElementTree _ -> {
                    // Emphasis is lost on a failure card.
                }
                default -> out.append(tree);
            }
        }
        return out.toString();
    }

    private static String oneLine(String text) {
        return String.join(" ", text.strip().split("\\s+"));
    }
}
