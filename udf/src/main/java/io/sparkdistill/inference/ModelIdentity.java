package io.sparkdistill.inference;

import java.io.Serializable;

/**
 * An identity holds the properties that the specifications of all models share. It is built by the methods that begin
 * with "with", so that no two texts can be swapped.
 *
 * @param name name in the configuration
 * @param fingerprint hash of the bytes of all files and of every option that changes an output
 * @param classes required number of logits, or {@link ModelSpec#ANY_CLASSES}
 * @param returnsHidden whether the model returns hidden states besides its logits
 */
public record ModelIdentity(String name, String fingerprint, int classes, boolean returnsHidden)
        implements Serializable {
    /** Creates the identity of a model with this name, any number of classes, and logits alone. */
    public static ModelIdentity named(String name) {
        return new ModelIdentity(name, "", ModelSpec.ANY_CLASSES, false);
    }

    /** Returns the identity with this fingerprint. */
    public ModelIdentity withFingerprint(String hash) {
        return new ModelIdentity(name, hash, classes, returnsHidden);
    }

    /** Returns the identity with this required number of logits. */
    public ModelIdentity withClasses(int count) {
        return new ModelIdentity(name, fingerprint, count, returnsHidden);
    }

    /** Returns the identity of the same model with hidden states. */
    public ModelIdentity withHidden() {
        return new ModelIdentity(name, fingerprint, classes, true);
    }
}
