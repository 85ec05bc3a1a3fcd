package io.sparkdistill.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Collects the lines that a logger writes until it is closed. */
public final class LogLines extends AbstractAppender implements AutoCloseable {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Logger logger;
    private final Level before;

    private LogLines(Logger logger) {
        super(logger.getName(), null, null, true, Property.EMPTY_ARRAY);
        this.logger = logger;
        this.before = logger.getLevel();
    }

    /** Collects the lines of a logger and those below it from a level on. */
    public static LogLines capture(String name, Level level) {
        LogLines captured = new LogLines((Logger) LogManager.getLogger(name));
        captured.start();
        captured.logger.addAppender(captured);
        Configurator.setLevel(captured.logger, level);
        return captured;
    }

    /** Collects what Spark says of tasks that are too large to be sent to an executor, or nearly so. */
    public static LogLines ofLargeTasks() {
        return capture("org.apache.spark.scheduler.TaskSetManager", Level.WARN);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void append(LogEvent event) {
        lines.add(event.getMessage().getFormattedMessage());
    }

    @Override
    public void close() {
        logger.removeAppender(this);
        Configurator.setLevel(logger, before);
    }
}
