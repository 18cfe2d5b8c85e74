package kvs.workbook.course;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills the book's listings from the source, so that no code is ever typed into the book.
 *
 * <pre>
 * listing   = directive LF { LF } "```java" LF code "```"
 * directive = "&lt;!-- listing: " file [ "#" member ] { " " option } " --&gt;"
 * option    = "no-javadoc" | "body"
 * member    = name | Type "." name | either with the types of its parameters in brackets
 * </pre>
 *
 * <p>A name without brackets means a type before its constructors and a method before a field; overloads need brackets.
 */
final class Listings {

    private static final String OPENING = "<!-- listing:";
    private static final Pattern DIRECTIVE =
            Pattern.compile("<!--\\s*listing:\\s*([^\\s#]+)(?:#([^\\s(]+(?:\\([^)]*\\))?))?((?:\\s+[a-z-]+)*)\\s*-->");

    /** A page with its listings filled in as far as they could be. */
    record Filled(String text, List<Problem> problems) {}

    private final Path root;
    private final Map<Path, JavaSource> sources = new HashMap<>();

    Listings(Path root) {
        this.root = root;
    }

    /** The pages that may have listings, relative to the root. */
    static List<Path> pages(Course course) throws CourseException {
        Path root = course.root();
        var pages = new ArrayList<Path>();
        for (String directory : List.of("docs", "exercises", "solutions")) {
            pages.addAll(Directory.below(root.resolve(directory), ".md"));
        }
        pages.add(root.resolve("README.md"));
        for (Part part : course.parts()) {
            pages.add(root.resolve(part.name()).resolve("README.md"));
        }
        return pages.stream().filter(Files::exists).map(root::relativize).toList();
    }

    static boolean hasAny(String text) {
        return text.contains(OPENING);
    }

    Filled fill(Path page, String text) {
        Markdown markdown = Markdown.of(text);
        var edits = new Edits(text);
        var problems = new ArrayList<Problem>();
        int offset = 0;
        for (int i = 0; i < markdown.lines().size(); i++) {
            String line = markdown.lines().get(i);
            if (!markdown.isCode(i) && line.strip().startsWith(OPENING)) {
                try {
                    fill(line, text, offset, edits);
                } catch (SourceException e) {
                    String where = Slashes.of(e.file()) + (e.line() > 0 ? ":" + e.line() : "");
                    problems.add(new Problem(
                            page, i + 1, e.file().toString().isEmpty() ? e.reason() : where + " " + e.reason()));
                } catch (CourseException e) {
                    problems.add(new Problem(page, i + 1, Slashes.of(e.file()) + " " + e.reason()));
                }
            }
            offset = Lines.next(text, offset);
        }
        return new Filled(edits.apply().text(), problems);
    }

    private void fill(String line, String text, int offset, Edits edits) throws SourceException, CourseException {
        Matcher directive = DIRECTIVE.matcher(line.strip());
        if (!directive.matches()) {
            throw fault("a listing is written <!-- listing: path/File.java#member -->");
        }
        Set<String> options = Set.copyOf(List.of(directive.group(3).strip().split("\\s+")));
        for (String option : options) {
            if (!option.isEmpty() && !Listing.OPTIONS.contains(option)) {
                throw fault("a listing has the options no-javadoc and body, not " + option);
            }
        }
        Span block = block(text, Lines.next(text, offset));
        String fragment = directive.group(2) == null ? "" : directive.group(2);
        String code = Listing.of(source(Path.of(directive.group(1))), fragment, options);
        String indent = Lines.indent(text, offset);
        var lines = new StringBuilder();
        code.lines()
                .forEach(one -> lines.append(one.isEmpty() ? "" : indent + one).append('\n'));
        edits.replace(block, Lines.adapt(lines.toString(), text));
    }

    /** What is between the fence that opens next and the one that closes it. */
    private static Span block(String text, int from) throws SourceException {
        int open = from;
        while (open < text.length() && Lines.at(text, open).isBlank()) {
            open = Lines.next(text, open);
        }
        String opening = open < text.length() ? Lines.at(text, open).strip() : "";
        String fence = Markdown.fenceOf(opening);
        if (fence.isEmpty() || !opening.substring(fence.length()).startsWith("java")) {
            throw fault("no block ```java follows the listing's line");
        }
        int start = Lines.next(text, open);
        for (int at = start; at < text.length(); at = Lines.next(text, at)) {
            String line = Lines.at(text, at).strip();
            if (line.startsWith(fence) && line.equals(Markdown.fenceOf(line))) {
                return new Span(start, at);
            }
        }
        throw fault("the block of the listing is not closed");
    }

    private JavaSource source(Path file) throws SourceException, CourseException {
        Path inside = root.resolve(file).normalize();
        if (!inside.startsWith(root.normalize()) || !Files.exists(inside)) {
            throw fault("there is no file " + Slashes.of(file));
        }
        JavaSource known = sources.get(file);
        if (known == null) {
            known = JavaSource.parse(file, Course.read(root, file));
            sources.put(file, known);
        }
        return known;
    }

    /** A fault of the page itself; the caller knows which page and line. */
    private static SourceException fault(String reason) {
        return new SourceException(Path.of(""), 0, reason);
    }
}
