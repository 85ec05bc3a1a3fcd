package io.sparkdistill.jobs.cli;

import io.sparkdistill.serving.Precision;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a precision, whatever its case. */
final class PrecisionConverter implements ITypeConverter<Precision> {
    @Override
    public Precision convert(String value) {
        return Arrays.stream(Precision.values())
                .filter(precision -> precision.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException("must be float32 or int8: " + value.toLowerCase(Locale.ROOT)));
    }
}
