package kvs.workbook.course;

/** The body that stands in a starter until the learner writes the method. */
final class StarterBody {

    /** In every such body; where a file has it nowhere, all of it is written. */
    static final String WORDS = ": not written yet";

    private StarterBody() {}

    static String message(ExerciseId id) {
        return "exercise " + id + WORDS;
    }

    /** The body's text, with the indentation and line breaks of the method that it is for. */
    static String of(JavaSource source, Member method, ExerciseId id) {
        String indent = Lines.indent(source.text(), method.declaration().start());
        String deeper = indent.endsWith("\t") ? indent + "\t" : indent + "    ";
        String body = """
                {
                %sthrow new UnsupportedOperationException("%s");
                %s}""".formatted(deeper, message(id), indent);
        return Lines.adapt(body, source.text());
    }

    /** True when the body says so, however it is laid out and whatever comments are in it. */
    static boolean isIn(Member method, ExerciseId id) {
        return message(id).equals(method.notWritten());
    }
}
