package io.sparkdistill.tokenizer;

import java.io.IOException;

/** Reports that a file is not a usable tokenizer. */
public final class TokenizerException extends IOException {
    TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
