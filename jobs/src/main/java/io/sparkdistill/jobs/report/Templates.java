package io.sparkdistill.jobs.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** Renders the templates beside this class. Every value is escaped for HTML unless the template says otherwise. */
public final class Templates {
    private static final PebbleEngine ENGINE = new PebbleEngine.Builder()
            .loader(loader())
            .newLineTrimming(false)
            .strictVariables(true)
            .defaultLocale(Locale.ROOT)
            .build();

    private Templates() {}

    private static ClasspathLoader loader() {
        ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
        loader.setPrefix("io/sparkdistill/jobs/report");
        return loader;
    }

    /**
     * Renders a template.
     *
     * @param name of the file in the folder of templates
     * @param values by the name that the template uses
     */
    public static String render(String name, Map<String, Object> values) {
        StringWriter out = new StringWriter();
        try {
            ENGINE.getTemplate(name).evaluate(out, values);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot render the template: " + name, e);
        }
        return out.toString();
    }
}
