package io.sparkdistill.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The only entry to DJL: it switches telemetry and downloads off before any class of DJL that would use the network can
 * load. The properties hold for the whole JVM.
 *
 * <p>Nothing outside this package may call a static method of DJL that starts an engine or loads a tokenizer; a test of
 * the architecture checks it.
 */
public final class Djl {
    private static final Map<String, Engine> ENGINES = new ConcurrentHashMap<>();

    static {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        // PyTorch's graph optimizer specializes on shapes, and every batch has another one.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        NativesFolder.choose();
    }

    private Djl() {}

    /** The version of DJL. */
    public static String version() {
        return Engine.getDjlVersion();
    }

    /**
     * Starts an engine if this is the first call in this JVM.
     *
     * @param name DJL's, such as {@link PyTorch#ENGINE}
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
     * @param json the content of a tokenizer.json
     * @param options DJL's
     * @throws IOException if it is not a tokenizer
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
