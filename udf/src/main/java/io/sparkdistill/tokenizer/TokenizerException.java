package io.sparkdistill.tokenizer;

import java.io.IOException;

/** A file is no tokenizer that can be used. */
public final class TokenizerException extends IOException {
    TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
