package kvs.protocol;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.Property;

/**
 * A property that tries the same 500 samples in every run, so that its result changes only when the code does. To
 * search for new samples, remove the seed or use the fuzz tests.
 */
@Property(tries = 500, seed = "20210228")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface FixedSeed {}
