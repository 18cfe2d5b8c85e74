package kvs.workbook.check;

import java.util.List;

/**
 * The compiler found errors, so nothing ran.
 *
 * @param errors in the compiler's order, at least one
 */
public record NotCompiled(List<CompileError> errors) implements Compilation, CheckResult {
    public NotCompiled {
        errors = List.copyOf(errors);
    }
}
