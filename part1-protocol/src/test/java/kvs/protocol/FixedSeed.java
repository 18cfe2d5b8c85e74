package kvs.protocol;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.Property;

/**
 * A property that tries the same 500 samples at every run, so that a verdict never changes unless the code does. Look
 * for new samples by taking the seed out, or with the fuzz tests.
 */
@Property(tries = 500, seed = "20210228")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface FixedSeed {}
