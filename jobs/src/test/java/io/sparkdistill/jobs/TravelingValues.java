package io.sparkdistill.jobs;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;

/**
 * Finds the classes whose values Spark sends by {@code spark.serializer}: those that are broadcast, that RDDs hold, and
 * that tasks of RDDs take and return. Functions themselves always travel by Java serialization.
 *
 * <p>Kryo creates an object without its constructor and sets its fields, which fails for records, and adds elements to
 * collections, which fails for immutable ones. A class with either must name Java serialization in {@link
 * DefaultSerializer}.
 */
final class TravelingValues {
    private static final List<Class<?>> CARRIERS = List.of(
            Broadcast.class,
            RDD.class,
            JavaRDD.class,
            JavaPairRDD.class,
            Function.class,
            Function2.class,
            FlatMapFunction.class,
            PairFunction.class);

    private TravelingValues() {}

    /** Returns the classes of the project whose values travel. */
    static Set<JavaClass> in(JavaClasses classes) {
        Set<JavaClass> traveling = new LinkedHashSet<>();
        for (JavaClass each : classes) {
            types(each).forEach(type -> collect(type, traveling));
        }
        return traveling;
    }

    /** Returns why Kryo cannot send the values of a class, one line per reason; empty if it can. */
    static List<String> problems(JavaClass type) {
        List<String> problems = new ArrayList<>();
        check(type, new LinkedHashSet<>(), problems);
        return problems;
    }

    /** Returns the types in the signatures of a class. */
    private static Stream<JavaType> types(JavaClass type) {
        Stream<JavaType> fields = type.getFields().stream().map(JavaField::getType);
        Stream<JavaType> returned = type.getMethods().stream().map(method -> method.getReturnType());
        Stream<JavaType> parameters = type.getCodeUnits().stream().flatMap(unit -> unit.getParameterTypes().stream());
        return Stream.of(fields, returned, parameters, type.getInterfaces().stream())
                .flatMap(all -> all);
    }

    private static void collect(JavaType type, Set<JavaClass> traveling) {
        if (!(type instanceof JavaParameterizedType generic)) {
            return;
        }
        boolean carries = CARRIERS.stream().anyMatch(carrier -> type.toErasure().isEquivalentTo(carrier));
        for (JavaType argument : generic.getActualTypeArguments()) {
            if (carries) {
                argument.getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getBaseComponentType)
                        .filter(PackageFloors::isOurs)
                        .forEach(traveling::add);
            }
            collect(argument, traveling);
        }
    }

    private static void check(JavaClass type, Set<JavaClass> seen, List<String> problems) {
        if (!seen.add(type) || type.isEnum() || type.isAnnotatedWith(DefaultSerializer.class)) {
            return;
        }
        if (type.isRecord() || type.isInterface()) {
            problems.add(type.getName() + " is a " + (type.isRecord() ? "record" : "interface"));
            return;
        }
        for (JavaField field : type.getAllFields()) {
            Set<JavaModifier> modifiers = field.getModifiers();
            if (!modifiers.contains(JavaModifier.STATIC) && !modifiers.contains(JavaModifier.TRANSIENT)) {
                JavaClass held = field.getRawType().getBaseComponentType();
                if (Stream.of(Collection.class, Map.class, Optional.class).anyMatch(held::isAssignableTo)) {
                    problems.add(field.getFullName() + " is a " + held.getSimpleName());
                } else if (PackageFloors.isOurs(held)) {
                    check(held, seen, problems);
                }
            }
        }
    }
}
