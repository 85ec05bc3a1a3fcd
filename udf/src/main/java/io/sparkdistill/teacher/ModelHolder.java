package io.sparkdistill.teacher;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of this JVM: each is loaded once per device, shared by all tasks, and closed at shutdown. */
public final class ModelHolder {
    private static final Logger LOG = LoggerFactory.getLogger(ModelHolder.class);
    private static final Map<Key, LogitsModel<?>> MODELS = new ConcurrentHashMap<>();

    private record Key(String fingerprint, Device device) {}

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ModelHolder::closeAll, "close-models"));
    }

    private ModelHolder() {}

    /**
     * The model on a device, loaded if this is its first use in this JVM.
     *
     * @throws UncheckedIOException if it cannot be loaded
     */
    public static LogitsModel<?> model(ModelSpec spec, ModelFiles files, Device device) {
        return MODELS.computeIfAbsent(new Key(spec.fingerprint(), device), key -> load(spec, files, device));
    }

    private static LogitsModel<?> load(ModelSpec spec, ModelFiles files, Device device) {
        long start = System.nanoTime();
        try {
            LogitsModel<?> model = spec.load(files, device);
            LOG.info("Loaded {} on {} in {} ms", spec.name(), device, (System.nanoTime() - start) / 1_000_000);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Closes all models; no task may be using one. */
    public static void closeAll() {
        MODELS.values().forEach(LogitsModel::close);
        MODELS.clear();
    }
}
