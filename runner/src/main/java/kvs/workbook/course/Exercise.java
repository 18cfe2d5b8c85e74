package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One exercise: its page, the methods to write, and what a learner may get wrong. Any thread may use it. */
public final class Exercise {

    private final Part part;
    private final ExerciseId id;
    private final String slug;
    private final TaskPage page;

    Exercise(Part part, ExerciseId id, String slug, TaskPage page) {
        this.part = part;
        this.id = id;
        this.slug = slug;
        this.page = page;
    }

    /** The part that it is in. */
    public Part part() {
        return part;
    }

    /** The number. */
    public ExerciseId id() {
        return id;
    }

    /** The words of the page's file name, {@code length-prefixed-strings}. */
    public String slug() {
        return slug;
    }

    /** The page that sets it. */
    public TaskPage page() {
        return page;
    }

    /** The title on its page. */
    public String title() {
        return page.title();
    }

    /** Where the walkthrough is, relative to the root of the repository. */
    public Path walkthrough() {
        return Path.of("solutions", part.name(), id + "-" + slug + ".md");
    }

    /**
     * The files with a method of this exercise: what a learner edits.
     *
     * @throws CourseException when a file of the part cannot be read or does not parse
     */
    public List<MarkedSource> sources() throws CourseException {
        var sources = new ArrayList<MarkedSource>();
        for (MarkedSource source : part.mentioning("@" + Member.EXERCISE, id.toString())) {
            if (source.exercises().contains(id)) {
                sources.add(source);
            }
        }
        return sources;
    }

    /**
     * The wrong answers that the tests must catch, in the order of their names.
     *
     * @throws CourseException when a mistake's file is not what a mistake has to be, or as {@link #sources} does
     */
    public List<Mistake> mistakes() throws CourseException {
        return Mistakes.of(this);
    }

    @Override
    public String toString() {
        return id + " " + title();
    }
}
