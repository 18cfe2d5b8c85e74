package kvs.workbook.check;

/**
 * A test, or a class of tests where it is the class that failed.
 *
 * @param uniqueId the JUnit Platform's
 * @param className binary name, empty when unknown
 * @param method empty for a class
 */
public record TestName(String uniqueId, String displayName, String className, String method) {}
