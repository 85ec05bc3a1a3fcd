package io.sparkdistill.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.util.Utils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives access to DJL, with telemetry and downloads switched off before any class of DJL that would use the network is
 * loaded. The properties hold for the whole JVM.
 *
 * <p>No class outside this package may call a static method of DJL that starts an engine or loads a tokenizer; an
 * architecture test checks it.
 */
public final class Djl {
    private static final Map<String, Engine> ENGINES = new ConcurrentHashMap<>();

    static {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        // PyTorch's graph optimizer specializes on shapes, which differ between batches.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        NativesFolder.choose();
    }

    private Djl() {}

    /** Returns the version of DJL. */
    public static String version() {
        return Engine.getDjlVersion();
    }

    /** Returns the folder into which native libraries are unpacked. */
    public static Path nativesFolder() {
        return Utils.getEngineCacheDir();
    }

    /**
     * Starts an engine if this is the first call in this JVM.
     *
     * @param name name of the engine in DJL, such as {@link PyTorch#ENGINE}
     * @throws IllegalStateException if its native libraries cannot be unpacked or loaded
     */
    public static Engine engine(String name) {
        return ENGINES.computeIfAbsent(name, none -> NativesFolder.whileLocked(() -> start(name)));
    }

    private static Engine start(String name) {
        try {
            return Engine.getEngine(name);
        } catch (EngineException | LinkageError e) {
            throw NativesFolder.notLoaded(name, e);
        }
    }

    /**
     * Loads a Hugging Face tokenizer.
     *
     * @param json content of a tokenizer.json
     * @param options options of DJL
     * @throws IOException if the content is not a tokenizer
     * @throws IllegalStateException if the native library of the tokenizers cannot be unpacked or loaded
     */
    public static HuggingFaceTokenizer tokenizer(byte[] json, Map<String, String> options) throws IOException {
        loadTokenizers();
        return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
    }

    /**
     * Loads the native library of the tokenizers if this is the first call in this JVM.
     *
     * @throws IllegalStateException if it cannot be unpacked or loaded
     */
    public static void loadTokenizers() {
        try {
            // Unpacked beside its place and moved there at once: it needs no lock.
            LibUtils.checkStatus();
        } catch (EngineException | LinkageError e) {
            throw NativesFolder.notLoaded("the tokenizers", e);
        }
    }
}
