package kvs.workbook.course;

import java.nio.file.Path;

/** A method of an exercise is not in the learner's file any more, under the name and with the types that it had. */
public final class MissingMethodException extends SourceException {

    private static final long serialVersionUID = 1;

    MissingMethodException(Path file, MemberKey method) {
        super(file, 0, "has no method " + method + "; it is there in the starter");
    }
}
