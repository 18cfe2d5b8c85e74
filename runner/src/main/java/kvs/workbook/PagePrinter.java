package kvs.workbook;

import kvs.workbook.Console.Style;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Slashes;

/** Markdown as it reads on a terminal: headings bold, prose wrapped, code and pictures as they are. */
final class PagePrinter {
    private final Console console;

    PagePrinter(Console console) {
        this.console = console;
    }

    /** What an exercise asks for: its page without the hints and what comes after. */
    void task(Exercise exercise) throws CourseException {
        console.line(Style.BOLD, exercise + " · about " + exercise.page().minutes() + " minutes");
        for (String section : new String[] {"Why", "Task", "Try it"}) {
            exercise.page().section(section).ifPresent(text -> {
                console.line();
                console.line(Style.BOLD, section);
                markdown(text);
            });
        }
        console.line();
        for (MarkedSource source : exercise.sources()) {
            console.prose("file:  " + Slashes.of(source.learnerFile()), 7);
        }
        for (String reads : exercise.page().reads()) {
            console.prose("book:  docs/" + reads.replace("#", ".md#"), 7);
        }
    }

    void markdown(String text) {
        boolean code = false;
        StringBuilder paragraph = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.strip().startsWith("```")) {
                flush(paragraph);
                code = !code;
            } else if (code) {
                console.line(Style.CYAN, "    " + line);
            } else if (paragraph.isEmpty() && line.startsWith("    ") && !line.isBlank()) {
                console.line(Style.CYAN, line);
            } else if (line.startsWith("<!--")) {
                flush(paragraph);
            } else if (line.startsWith("#")) {
                flush(paragraph);
                console.line(Style.BOLD, line.replaceFirst("^#+ *", ""));
            } else if (line.isBlank()) {
                flush(paragraph);
                console.line();
            } else if (line.matches(" {0,3}([-*]|\\d+\\.) .*") || line.startsWith("|") || line.startsWith(">")) {
                flush(paragraph);
                paragraph.append(line);
            } else {
                paragraph.append(paragraph.isEmpty() ? "" : " ").append(paragraph.isEmpty() ? line : line.strip());
            }
        }
        flush(paragraph);
    }

    private void flush(StringBuilder paragraph) {
        if (!paragraph.isEmpty()) {
            String text = paragraph.toString();
            boolean item = text.matches(" {0,3}([-*]|\\d+\\.) .*");
            console.prose(
                    text,
                    item ? text.indexOf(' ', text.length() - text.stripLeading().length()) + 1 : 0);
            paragraph.setLength(0);
        }
    }
}
