package kvs.net;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

class NetLimitsTest {

    @Test
    void each_with_method_changes_one_limit_to_the_value() throws ReflectiveOperationException {
        RecordComponent[] limits = NetLimits.class.getRecordComponents();
        for (RecordComponent limit : limits) {
            String name = limit.getName();
            String method = "with" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
            Object larger = switch (limit.getAccessor().invoke(NetLimits.DEFAULT)) {
                case Integer number -> number + 1;
                case Duration time -> time.plusNanos(1);
                case Object other -> throw new IllegalStateException(name + " is " + other);
            };
            Object changed = NetLimits.class.getMethod(method, limit.getType()).invoke(NetLimits.DEFAULT, larger);
            List<String> different = new ArrayList<>();
            for (RecordComponent each : limits) {
                Object value = each.getAccessor().invoke(changed);
                if (!value.equals(each.getAccessor().invoke(NetLimits.DEFAULT))) {
                    different.add(each.getName() + " = " + value);
                }
            }
            Fact.when("DEFAULT." + method + "(" + larger + "); what differs from the default")
                    .gives(List.of(name + " = " + larger), different);
        }
    }
}
