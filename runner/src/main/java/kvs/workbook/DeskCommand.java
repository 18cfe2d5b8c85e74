package kvs.workbook;

import java.util.Optional;
import java.util.concurrent.Callable;
import kvs.workbook.course.Exercise;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A command of {@link Main}, which is given the desk to work at. */
abstract class DeskCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Main main;

    /** Does what the command says; the exit code. */
    abstract int run(Desk desk) throws Exception;

    @Override
    public final Integer call() throws Exception {
        return run(main.desk());
    }

    /** A command on an exercise that may be left out: then it is the current one. */
    abstract static class OnAnExercise extends DeskCommand {
        @Parameters(arity = "0..1", paramLabel = "ID", description = "An exercise, such as 1.2; else the current one.")
        Optional<String> id = Optional.empty();

        Exercise exercise(Desk desk) throws WorkbookException {
            return id.isPresent() ? desk.exercise(id.get()) : desk.current();
        }
    }
}
